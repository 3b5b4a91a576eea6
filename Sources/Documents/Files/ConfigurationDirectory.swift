/// The directory of a configuration: reads files below it, and none outside.
///
/// What is wrong with a file as a whole is reported at its first line.
///
///     let directory = try ConfigurationDirectory(path: "/etc/weir")
///     let main = directory.file("weir.yaml", diagnostics)
///     let devices = directory.dropIns(in: "devices", diagnostics)
public final class ConfigurationDirectory {
    public let path: String
    public let limits: ReadLimits
    public let trust: FileTrust

    /// What files are shown with in front: `""` gives `devices/pump.yaml`.
    public let shownPrefix: String

    private let root: FileHandle
    private var remainingBytes: Int

    /// - Throws: ``FileProblem`` where the directory is missing, or not to be trusted.
    public init(
        path: String, shownPrefix: String = "", limits: ReadLimits = ReadLimits(), trust: FileTrust = .strict
    ) throws(FileProblem) {
        self.path = path
        self.limits = limits
        self.trust = trust
        self.shownPrefix = shownPrefix
        remainingBytes = limits.totalBytes
        root = try Self.openRoot(path, trust)
    }

    private static func openRoot(_ path: String, _ trust: FileTrust) throws(FileProblem) -> FileHandle {
        do {
            let handle = try FileHandle.directory(at: path)
            try handle.require(trust)
            return handle
        } catch {
            throw FileProblem("the directory \(path): \(error.message)", mend: error.mend, isMissing: error.isMissing)
        }
    }

    /// A file by its path below this directory, or nil with an error in `diagnostics`.
    ///
    /// - Parameters:
    ///   - mark: Where the file is asked for (an `include`, a model's name); nil reports at the file itself.
    ///   - greatestByteCount: Instead of ``ReadLimits/fileBytes``, for files that are no YAML.
    public func file(
        _ relativePath: String, askedAt mark: Mark? = nil, greatestByteCount: Int? = nil, _ diagnostics: Diagnostics
    ) -> SourceFile? {
        let shown = shownPrefix + relativePath
        do {
            let bytes = try read(relativePath, atMost: greatestByteCount ?? limits.fileBytes)
            return SourceFile(path: shown, bytes: bytes)
        } catch {
            let place = mark ?? SourceFile(path: shown, bytes: []).start
            let message = mark == nil ? error.message : "\(ShownText.quoted(relativePath)): \(error.message)"
            diagnostics.error(message, mend: error.mend, at: place)
            return nil
        }
    }

    /// The files `*.yaml` of a directory in byte order of their names; none where there is no such directory.
    public func dropIns(in name: String, _ diagnostics: Diagnostics) -> [SourceFile] {
        let names: [String]
        do {
            let directory = try openDirectory(name.split(separator: "/").map(String.init))
            names = try directory.names(atMost: limits.files)
        } catch {
            if !error.isMissing {
                let place = SourceFile(path: shownPrefix + name, bytes: []).start
                diagnostics.error(error.message, mend: error.mend, at: place)
            }
            return []
        }
        for ignored in names where ignored.hasSuffix(".yml") {
            let place = SourceFile(path: "\(shownPrefix)\(name)/\(ignored)", bytes: []).start
            diagnostics.warning("only files that end in .yaml are read", mend: "rename it", at: place)
        }
        return names.filter { $0.hasSuffix(".yaml") }.compactMap { file("\(name)/\($0)", diagnostics) }
    }

    private func read(_ relativePath: String, atMost limit: Int) throws(FileProblem) -> [UInt8] {
        var parts = relativePath.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isInside = !relativePath.utf8.contains(0) && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard isInside, let name = parts.popLast() else {
            throw FileProblem(
                "files are read from the configuration directory only",
                mend: "write a path below it, such as 'models/pump.txt'")
        }
        let directory = try openDirectory(parts)
        let file = try directory.file(named: name, confinedTo: try root.realPath())
        try file.require(trust)
        let bytes = try file.read(atMost: limit)
        guard bytes.count <= remainingBytes else {
            throw FileProblem("all files together are larger than \(SizeText.write(bytes: Int64(limits.totalBytes)))")
        }
        remainingBytes -= bytes.count
        return bytes
    }

    private func openDirectory(_ parts: [String]) throws(FileProblem) -> FileHandle {
        var directory = try root.directory(named: ".", confinedTo: try root.realPath())
        for part in parts {
            directory = try directory.directory(named: part, confinedTo: try root.realPath())
            try directory.require(trust)
        }
        return directory
    }
}
