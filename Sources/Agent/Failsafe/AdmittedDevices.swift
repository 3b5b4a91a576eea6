internal import Decoding
internal import Telemetry

/// The devices that came by a topic's capture, by device file: those that only a run knows, and that need their safe
/// commands without it, too.
struct AdmittedDevices: Equatable {
    private(set) var names: [String: [String]] = [:]

    subscript(template: String) -> [String] { names[template] ?? [] }

    /// - Returns: false when it was known.
    mutating func add(_ device: String, template: String) -> Bool {
        guard !self[template].contains(device) else { return false }
        names[template, default: []].append(device)
        return true
    }

    private static func file(_ directory: String) -> StateFile { StateFile("devices.json", in: directory) }

    init() {}

    /// What a run left in the store; nothing when there is none, or none that can be read.
    init(in directory: String) {
        guard let bytes = AdmittedDevices.file(directory).read(),
            // Damaged it is worth nothing: the devices of the files remain.
            let root = try? JSONValue.parse(
                bytes, limits: PayloadLimits(bytes: StateFile.byteLimit, members: 65_536))
        else { return }
        for member in root.members ?? [] {
            names[member.key] = (member.value.array ?? []).compactMap(\.string)
        }
    }

    /// - Returns: nil, or the error number of what failed.
    func save(in directory: String) -> Int32? {
        var json = JSONWriter()
        json.beginObject()
        for (template, devices) in names.sorted(by: { $0.key < $1.key }) {
            json.key(template)
            json.beginArray()
            for device in devices { json.string(device) }
            json.endArray()
        }
        json.endObject()
        return AdmittedDevices.file(directory).write(json.bytes)
    }
}
