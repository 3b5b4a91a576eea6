/// Turns libyaml's places, which count Unicode scalars, into byte offsets.
///
/// Places come nearly in order, so the way from one to the next is short: a table of all offsets is not needed.
struct SourceCursor {
    private let file: SourceFile
    private var index = 0
    private var offset: Int

    /// - Parameter start: The bytes of the byte order mark, which libyaml does not see.
    init(file: SourceFile, start: Int) {
        self.file = file
        offset = start
    }

    mutating func offset(of place: YAMLEvent.Place) -> Int {
        let bytes = file.bytes
        while index < place.index, offset < bytes.count {
            offset += 1
            while offset < bytes.count, Self.isContinuation(bytes[offset]) { offset += 1 }
            index += 1
        }
        while index > place.index, offset > 0 {
            offset -= 1
            while offset > 0, Self.isContinuation(bytes[offset]) { offset -= 1 }
            index -= 1
        }
        return offset
    }

    mutating func mark(from start: YAMLEvent.Place, to end: YAMLEvent.Place? = nil) -> Mark {
        let first = offset(of: start)
        if start.column == 0, first == file.bytes.count { return endOfFile(line: start.line + 1) }
        let count = end.map { offset(of: $0) - first } ?? 0
        return Mark(file: file, line: start.line + 1, column: start.column + 1, offset: first, byteCount: max(0, count))
    }

    /// At the end of a file without a last line break, libyaml is already one line further.
    private func endOfFile(line: Int) -> Mark {
        let end = file.bytes.count
        let lastLine = file.lineRange(around: end)
        guard line > 1, !lastLine.isEmpty else { return Mark(file: file, line: line, column: 1, offset: end) }
        let start = lastLine.lowerBound == 0 ? SourceCheck.byteOrderMarkLength(file.bytes) : lastLine.lowerBound
        let column = file.bytes[start..<end].count { !Self.isContinuation($0) } + 1
        return Mark(file: file, line: line - 1, column: column, offset: end)
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
