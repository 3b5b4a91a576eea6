internal import Telemetry

/// Text for a page.
enum HTMLText {
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// `2026-01-05 12:00:00`, in UTC.
    static func time(_ milliseconds: Int64) -> String {
        let text = Timestamp(milliseconds: milliseconds).rfc3339
        guard let zone = text.lastIndex(of: "."), let separator = text.firstIndex(of: "T") else { return text }
        return "\(text[..<separator]) \(text[text.index(after: separator)..<zone])"
    }
}
