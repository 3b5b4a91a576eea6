internal import Documents
internal import Glibc

/// The device files that ship with Weir, of which the demo uses five.
struct DeviceLibrary {
    static let names = ["pump.yaml", "tank.yaml", "zigbee-climate.yaml", "door-contact.yaml", "relay-fan.yaml"]

    let path: String
    let files: [DeviceFile]

    /// - Parameter path: nil to look beside the program, and above it as in a checkout.
    init(path: String?) throws(DemoFailure) {
        let directory: String
        if let path { directory = path } else { directory = try DeviceLibrary.find() }
        var files: [DeviceFile] = []
        for name in DeviceLibrary.names { files.append(try DeviceFile(name: name, in: directory)) }
        self.path = directory
        self.files = files
    }

    private static func find() throws(DemoFailure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let program = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var parts = program.split(separator: "/")
        while !parts.isEmpty {
            parts.removeLast()
            let above = parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
            for place in ["\(above)/share/weir/devices", "\(above)/devices"]
            where access("\(place)/\(names[0])", R_OK) == 0 {
                return place
            }
        }
        throw DemoFailure("the library of device files was not found; write --devices DIR")
    }
}

/// A device file as a tree, to be changed and written again: the demo changes single values of the library's files, and
/// copies nothing that could grow old.
struct DeviceFile {
    let name: String
    private var root: Node
    private(set) var changes: [String] = []

    init(name: String, in directory: String) throws(DemoFailure) {
        self.name = name
        let file: SourceFile
        do throws(FileProblem) {
            file = try SourceFile.read("\(directory)/\(name)")
        } catch {
            throw DemoFailure("\(directory)/\(name): \(error.message)")
        }
        let diagnostics = Diagnostics()
        guard let root = YAMLReader(diagnostics: diagnostics).read(file), !diagnostics.hasErrors else {
            throw DemoFailure("a device file cannot be read:\n\(diagnostics.text())")
        }
        self.root = root
    }

    /// The chips that it names.
    var chips: Set<String> {
        var found: Set<String> = []
        DeviceFile.collectChips(root, into: &found)
        return found
    }

    private static func collectChips(_ node: Node, into found: inout Set<String>) {
        for entry in node.entries ?? [] {
            if entry.name == "chip", let chip = entry.value.scalar?.text { found.insert(chip) }
            collectChips(entry.value, into: &found)
        }
    }

    mutating func replaceChips(_ replace: (String) -> String) {
        root = DeviceFile.replacingChips(root, replace)
    }

    private static func replacingChips(_ node: Node, _ replace: (String) -> String) -> Node {
        guard let entries = node.entries else { return node }
        let changed = entries.map { entry in
            guard entry.name == "chip", let chip = entry.value.scalar?.text else {
                return Node.Entry(key: entry.key, value: replacingChips(entry.value, replace))
            }
            return Node.Entry(key: entry.key, value: Node(.scalar(Scalar(replace(chip))), mark: entry.value.mark))
        }
        return Node(.mapping(changed), mark: node.mark)
    }

    /// Replaces a value that is there; a file without it is left as it is.
    mutating func set(_ path: String, to value: String) {
        guard let changed = DeviceFile.setting(path.split(separator: ".")[...], in: root, to: value) else { return }
        root = changed
        changes.append("\(path): \(value)")
    }

    /// Adds the entries of a YAML mapping, below what is there already.
    mutating func add(_ text: String) {
        let diagnostics = Diagnostics()
        guard let more = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "demo", text: text)) else {
            preconditionFailure("what the demo adds is no YAML: \(diagnostics.text())")
        }
        root = DeviceFile.merging(more, into: root)
        changes += (more.entries ?? []).flatMap { part in
            (part.value.entries ?? []).map { "\(part.name).\($0.name): added" }
        }
    }

    private static func merging(_ more: Node, into node: Node) -> Node {
        guard var entries = node.entries, let added = more.entries else { return more }
        for entry in added {
            if let index = entries.firstIndex(where: { $0.name == entry.name }) {
                let value = merging(entry.value, into: entries[index].value)
                entries[index] = Node.Entry(key: entries[index].key, value: value)
            } else {
                entries.append(entry)
            }
        }
        return Node(.mapping(entries), mark: node.mark)
    }

    /// Takes out what stands under a key at the top.
    mutating func remove(_ key: String) {
        guard let entries = root.entries else { return }
        root = Node(.mapping(entries.filter { $0.name != key }), mark: root.mark)
    }

    private static func setting(_ path: ArraySlice<Substring>, in node: Node, to value: String) -> Node? {
        guard let name = path.first else { return Node(.scalar(Scalar(value)), mark: node.mark) }
        guard var entries = node.entries, let index = entries.firstIndex(where: { $0.name == name }),
            let changed = setting(path.dropFirst(), in: entries[index].value, to: value)
        else { return nil }
        entries[index] = Node.Entry(key: entries[index].key, value: changed)
        return Node(.mapping(entries), mark: node.mark)
    }

    var yaml: String { YAMLText.write(root) }
}
