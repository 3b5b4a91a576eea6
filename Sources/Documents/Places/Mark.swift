/// A place in a file: where a node starts, and how much of the source it covers.
public struct Mark: Sendable {
    public let file: SourceFile
    private let storedLine: Int32
    private let storedColumn: Int32
    private let storedOffset: Int32
    private let storedByteCount: Int32

    /// - Parameters:
    ///   - line: From 1.
    ///   - column: From 1, in Unicode scalars, as editors count them.
    ///   - offset: Bytes from the start of the file.
    ///   - byteCount: The bytes of source the marked thing covers; 0 where that is not known.
    public init(file: SourceFile, line: Int, column: Int, offset: Int, byteCount: Int = 0) {
        self.file = file
        storedLine = Int32(clamping: line)
        storedColumn = Int32(clamping: column)
        storedOffset = Int32(clamping: offset)
        storedByteCount = Int32(clamping: byteCount)
    }

    /// From 1.
    public var line: Int { Int(storedLine) }

    /// From 1, in Unicode scalars.
    public var column: Int { Int(storedColumn) }

    /// Bytes from the start of the file.
    public var offset: Int { Int(storedOffset) }

    /// Bytes of source the marked thing covers; 0 where that is not known.
    public var byteCount: Int { Int(storedByteCount) }
}

extension Mark: CustomStringConvertible {
    /// `devices/pump.yaml:12:7`
    public var description: String { "\(file.path):\(line):\(column)" }
}

extension Mark: Comparable {
    public static func == (left: Mark, right: Mark) -> Bool {
        left.line == right.line && left.column == right.column && left.file.path == right.file.path
    }

    /// By file name in byte order, then line, then column.
    public static func < (left: Mark, right: Mark) -> Bool {
        if left.file.path != right.file.path {
            return left.file.path.utf8.lexicographicallyPrecedes(right.file.path.utf8)
        }
        return (left.line, left.column) < (right.line, right.column)
    }
}
