internal import Directories
internal import Glibc

/// Takes out of a text what is nobody else's business: every secret this gateway has, wherever it stands, and what
/// sensors said.
struct Redactor {
    static let mark = "***"

    /// Longer ones first: one may be a part of another.
    private let secrets: [String]
    private let keepsReadings: Bool

    /// - Parameters:
    ///   - directories: whose files are secrets.
    ///   - keepsReadings: whether what sensors said may stay.
    init(directories: [String], keepsReadings: Bool) {
        var found: Set<String> = []
        for directory in directories {
            for name in DirectoryReader.names(in: directory) { found.formUnion(Self.values(directory + "/" + name)) }
        }
        secrets = found.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
        self.keepsReadings = keepsReadings
    }

    func redacted(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets { bytes = Self.replacing(Array(secret.utf8), in: bytes, with: Array(Self.mark.utf8)) }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { Self.withoutPassword(keepsReadings ? String($0) : Self.withoutPayload(String($0))) }
            .joined(separator: "\n")
    }

    /// The value and, of a key in many lines, each of them.
    private static func values(_ path: String) -> [String] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return [] }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        // Shorter ones would take out half of the text, and are no secrets.
        let lines = text.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.map(String.init)
        return lines.filter { $0.utf8.count >= 4 && !$0.hasPrefix("-----") }
    }

    private static func replacing(_ part: [UInt8], in text: [UInt8], with mark: [UInt8]) -> [UInt8] {
        guard let first = part.first, text.count >= part.count else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == first, text[index...].starts(with: part) {
                result += mark
                index += part.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// A log line about a message shows how it begins: `payload="..."`, with `\"` inside.
    private static func withoutPayload(_ line: String) -> String {
        let bytes = Array(line.utf8)
        let start = Array("payload=\"".utf8)
        guard let found = bytes.indices.first(where: { bytes[$0...].starts(with: start) }) else { return line }
        var end = found + start.count
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        return String(decoding: bytes[..<(found + start.count)], as: UTF8.self) + mark
            + String(decoding: bytes[min(end, bytes.count)...], as: UTF8.self)
    }

    /// Whatever is written between the user's name and the host of an address.
    private static func withoutPassword(_ line: String) -> String {
        guard line.contains("://"), line.contains("@") else { return line }
        var result: [UInt8] = []
        var rest = Array(line.utf8)[...]
        let scheme = Array("://".utf8)
        while let found = rest.indices.first(where: { rest[$0...].starts(with: scheme) }) {
            let start = found + scheme.count
            let end = rest[start...].firstIndex { [0x20, 0x22, 0x27, 0x2C, 0x2F].contains($0) } ?? rest.endIndex
            result += rest[..<start]
            if let at = rest[start..<end].lastIndex(of: UInt8(ascii: "@")) {
                result += Array(mark.utf8) + rest[at..<end]
            } else {
                result += rest[start..<end]
            }
            rest = rest[end...]
        }
        return String(decoding: result + rest, as: UTF8.self)
    }
}
