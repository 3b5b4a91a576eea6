import Configuration
import Documents
import Glibc
import Testing

/// The device files of this checkout.
enum Library {
    /// `devices` at the root, three levels above this file.
    static let directory = "/" + "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/") + "/devices"

    /// Their names, for the arguments of tests; none where they cannot be listed, which a test of its own finds.
    static let all = (try? names()) ?? []

    /// The names of all files, sorted.
    static func names() throws -> [String] {
        let entries = try #require(opendir(directory), "no directory \(directory)")
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml") { names.append(name) }
        }
        return names.sorted()
    }

    /// A file with those that it names beside it.
    static func load(_ name: String) throws -> GatewayLoader.Outcome {
        let folder = try ConfigurationDirectory(path: directory, trust: .anything)
        return GatewayLoader().load(deviceFile: try file(name), in: folder)
    }

    static func file(_ name: String) throws -> SourceFile {
        try SourceFile.read("\(directory)/\(name)", shownAs: name)
    }
}
