/// A JSON document in memory, with numbers of an array side by side: models are mostly long arrays of numbers.
indirect enum JSONTree: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case numbers([Double])
    case array([JSONTree])
    case object([String: JSONTree])

    subscript(key: String) -> JSONTree? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var numbers: [Double]? {
        switch self {
        case .numbers(let numbers): numbers
        // Flags stand for 0 and 1 in older files.
        case .array(let elements): Self.flags(elements)
        default: nil
        }
    }

    var array: [JSONTree]? {
        switch self {
        case .array(let elements): elements
        case .numbers(let numbers): numbers.map { .number($0) }
        default: nil
        }
    }

    private static func flags(_ elements: [JSONTree]) -> [Double]? {
        var numbers: [Double] = []
        for element in elements {
            guard case .bool(let flag) = element else { return nil }
            numbers.append(flag ? 1 : 0)
        }
        return numbers
    }
}

/// Reads JSON (RFC 8259), with a bound on depth, and one on values: of all but numbers side by side, which are small, one
/// occupies many times its bytes in the file.
struct JSONTreeReader {
    private static let depthLimit = 64
    private static let valueLimit = 1_000_000

    private let bytes: [UInt8]
    private var offset = 0
    private var valuesLeft = valueLimit

    static func read(_ bytes: [UInt8]) throws(ModelError) -> JSONTree {
        var reader = JSONTreeReader(bytes: bytes)
        let tree = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.count else { throw reader.malformed("something follows the document") }
        return tree
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func malformed(_ what: String) -> ModelError {
        .malformed(what, place: "byte \(offset)")
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(ModelError) -> JSONTree {
        guard depth < Self.depthLimit else { throw malformed("it is nested too deep") }
        skipSpace()
        if next.map(Self.beginsNumber) != true { try count(1) }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private static func beginsNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
    }

    private mutating func count(_ values: Int) throws(ModelError) {
        guard values <= valuesLeft else { throw malformed("it has more than \(Self.valueLimit) values") }
        valuesLeft -= values
    }

    private mutating func word(_ word: StaticString, _ value: JSONTree) throws(ModelError) -> JSONTree {
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ bytes[offset..<end].elementsEqual($0) }) else {
            throw malformed("a word that is none of JSON's")
        }
        offset = end
        return value
    }

    private mutating func object(depth: Int) throws(ModelError) -> JSONTree {
        offset += 1
        var members: [String: JSONTree] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw malformed("a member without a name") }
            let key = try text()
            guard take(UInt8(ascii: ":")) else { throw malformed("a name without a colon") }
            members[key] = try value(depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw malformed("an object without an end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(ModelError) -> JSONTree {
        offset += 1
        var numbers: [Double] = []
        var elements: [JSONTree] = []
        if take(UInt8(ascii: "]")) { return .numbers([]) }
        repeat {
            let element = try value(depth: depth + 1)
            if case .number(let number) = element, elements.isEmpty {
                numbers.append(number)
            } else {
                // Numbers among others are not side by side any more.
                if elements.isEmpty {
                    try count(numbers.count)
                    elements = numbers.map { .number($0) }
                }
                if case .number = element { try count(1) }
                elements.append(element)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw malformed("an array without an end") }
        return elements.isEmpty ? .numbers(numbers) : .array(elements)
    }

    private mutating func number() throws(ModelError) -> Double {
        let start = offset
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Double(text) else {
            offset = start
            throw malformed("a value that is none of JSON's")
        }
        return number
    }

    private mutating func text() throws(ModelError) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw malformed("a text without an end")
    }

    /// Names of features may hold any character; pairs of surrogates become the replacement character.
    private mutating func escape(into text: inout [UInt8]) throws(ModelError) {
        guard let byte = next else { throw malformed("a text without an end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            guard offset + 4 <= bytes.count,
                let code = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
            else { throw malformed("an escape of no character") }
            offset += 4
            text += Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
        default: text.append(byte)
        }
    }
}
