/// Reads one JSON text (RFC 8259).
struct JSONReader {
    private static let greatestDepth = 200

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func read(_ text: String) throws(JSONError) -> JSONValue {
        var reader = JSONReader(text)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.position == reader.bytes.count else { throw reader.error("something follows the value") }
        return value
    }

    private func error(_ message: String) -> JSONError { JSONError(offset: position, message: message) }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, UInt32(bytes[position]) == symbol.value else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: Unicode.Scalar) throws(JSONError) {
        guard take(symbol) else { throw error("'\(symbol)' is missing") }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONReader.greatestDepth else { throw error("nested too deeply") }
        skipBlanks()
        guard position < bytes.count else { throw error("a value is missing") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw error("no JSON value begins so") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        while position < bytes.count, CharacterTest.isDigit(bytes[position]) || "+-.eE".utf8.contains(bytes[position]) {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard DoubleText.parse(text) != nil else {
            position = start
            throw error("no JSON value begins so")
        }
        return .number(text)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try expect("[")
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try expect("{")
        var members: [JSONValue.Member] = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            let name = try string()
            try expect(":")
            members.append(JSONValue.Member(name: name, value: try value()))
        } while take(",")
        try expect("}")
        return .object(members)
    }

    private mutating func string() throws(JSONError) -> String {
        try expect("\"")
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw error("no UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw error("a control character stands in a string")
            default: content.append(byte)
            }
        }
        throw error("a string is not closed")
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw error("a string is not closed") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                let low = try codeUnit()
                guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
            content.append(contentsOf: Array(String(scalar).utf8))
        default: throw error("no JSON escape")
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = CharacterTest.hexValue(bytes[position]) else {
                throw error("an escape needs four hexadecimal digits")
            }
            value = value << 4 | digit
            position += 1
        }
        return value
    }
}
