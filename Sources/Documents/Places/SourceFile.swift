/// The bytes of one configuration file, and the name by which people know it.
///
/// Every ``Mark`` holds its file, so a diagnostic can show the line it speaks of without a table of files.
public final class SourceFile: Sendable {
    /// The path as it is shown to people: relative to the configuration directory where there is one.
    public let path: String

    /// The content as read: not yet known to be UTF-8.
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// A file made from text, for built-in defaults and tests.
    public convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The first place of the file, for what is wrong with the file as a whole.
    public var start: Mark { Mark(file: self, line: 1, column: 1, offset: 0, byteCount: 0) }

    /// The byte range of the line that holds `offset`, without its line break.
    func lineRange(around offset: Int) -> Range<Int> {
        let place = min(max(offset, 0), bytes.count)
        var first = place
        while first > 0, !Self.isLineBreak(bytes[first - 1]) { first -= 1 }
        var end = place
        while end < bytes.count, !Self.isLineBreak(bytes[end]) { end += 1 }
        return first..<end
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
