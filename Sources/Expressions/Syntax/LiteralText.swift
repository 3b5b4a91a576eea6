/// Literals as an expression spells them.
enum LiteralText {
    static func of(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): "\(number)u"
        case .double(let number): double(number)
        case .string(let text): quoted(text)
        case .bytes(let bytes): "b\"" + bytes.map { "\\x" + hex($0) }.joined() + "\""
        case .duration(let nanoseconds): "duration(\"" + DurationText.write(nanoseconds) + "\")"
        case .timestamp(let seconds, let nanoseconds):
            "timestamp(\"" + TimestampText.write(seconds: seconds, nanoseconds: nanoseconds) + "\")"
        default: "null"
        }
    }

    static func field(_ name: String) -> String {
        let isIdentifier = name.utf8.allSatisfy { CharacterTest.isIdentifierPart($0) }
        return isIdentifier && name.utf8.first.map(CharacterTest.isIdentifierStart) == true ? name : "`\(name)`"
    }

    /// Text in double quotes with CEL's escapes, as `strings.quote` writes it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func double(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "(0.0 / 0.0)" : number < 0 ? "(-1.0 / 0.0)" : "(1.0 / 0.0)" }
        return number.description
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
