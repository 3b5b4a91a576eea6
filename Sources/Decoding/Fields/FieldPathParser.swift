/// Reads a field's path.
struct FieldPathParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(FieldPathError) -> FieldPath {
        if bytes == [0x2E] { return .root }
        var segments: [FieldPath.Segment] = []
        let beginsAtRoot = takeRoot()
        if beginsAtRoot, position == bytes.count { return .root }
        repeat {
            if segments.count == FieldPath.maximumSegments { throw error(.tooManySegments) }
            segments.append(try segment(isFirst: segments.isEmpty && !beginsAtRoot))
        } while position < bytes.count
        return FieldPath(segments: segments)
    }

    /// What may stand in a name without quotes.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, 0x22, 0x2E, 0x5B, 0x5C, 0x5D, 0x7F: false
        default: true
        }
    }

    /// Up to nine digits without a leading zero, as a number.
    static func index(of digits: some Collection<UInt8>) -> Int? {
        guard (1...9).contains(digits.count), digits.allSatisfy(ASCII.isDigit) else { return nil }
        guard digits.count == 1 || digits.first != 0x30 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func segment(isFirst: Bool) throws(FieldPathError) -> FieldPath.Segment {
        if take(0x5B) { return try bracketed() }
        if !isFirst, !take(0x2E) { throw error(.unexpectedCharacter) }
        if take(0x22) { return .key(try quoted()) }
        let name = run(while: FieldPathParser.isPlain)
        if name.isEmpty {
            let isBoundary = position == bytes.count || bytes[position] == 0x2E || bytes[position] == 0x5B
            throw error(isBoundary ? .emptySegment : .unexpectedCharacter)
        }
        if let index = FieldPathParser.index(of: name) { return .indexOrKey(index) }
        return .key(String(decoding: name, as: UTF8.self))
    }

    /// A `$` alone in its place; `$SYS` is a name.
    private mutating func takeRoot() -> Bool {
        guard bytes.first == FieldPathParser.root else { return false }
        guard bytes.count == 1 || bytes[1] == 0x2E || bytes[1] == 0x5B else { return false }
        position = 1
        return true
    }

    static let root = UInt8(ascii: "$")

    private mutating func bracketed() throws(FieldPathError) -> FieldPath.Segment {
        if take(0x22) {
            let key = try quoted()
            guard take(0x5D) else { throw error(.badIndex) }
            return .key(key)
        }
        guard let index = FieldPathParser.index(of: run(while: ASCII.isDigit)), take(0x5D) else {
            throw error(.badIndex)
        }
        return .index(index)
    }

    private mutating func quoted() throws(FieldPathError) -> String {
        var key: [UInt8] = []
        while position < bytes.count {
            if take(0x22) { return String(decoding: key, as: UTF8.self) }
            if take(0x5C), position == bytes.count || (bytes[position] != 0x22 && bytes[position] != 0x5C) {
                throw error(.badEscape)
            }
            key.append(bytes[position])
            position += 1
        }
        throw error(.unclosedQuote)
    }

    private mutating func run(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let first = position
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
        return bytes[first..<position]
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func error(_ problem: FieldPathError.Problem) -> FieldPathError {
        FieldPathError(offset: position, problem: problem)
    }
}
