/// Text of a file or a message, made safe for where it is shown.
enum Printable {
    /// On one line of a terminal: what a terminal would obey or hide is replaced.
    static func line(_ text: String) -> String { replacing(text) { !isControl($0) } }

    /// As content or attribute of XML 1.0: other control characters cannot be written at all (section 2.2), line breaks
    /// and tabs in attributes only as references (section 3.3.3).
    static func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            default:
                let isAllowed = !isControl(scalar) && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                escaped.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
            }
        }
        return escaped
    }

    private static func replacing(_ text: String, unless isAllowed: (Unicode.Scalar) -> Bool) -> String {
        guard !text.unicodeScalars.allSatisfy(isAllowed) else { return text }
        var result = ""
        for scalar in text.unicodeScalars { result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}") }
        return result
    }

    /// Control characters, and the marks that turn the direction of text.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
