/// What a person wrote, made safe to print: control characters escaped, long texts cut.
enum ShownText {
    /// The text in single quotes, at most `limit` characters of it.
    static func quoted(_ text: some StringProtocol, limit: Int = 60) -> String {
        var shown = "'"
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit {
                shown += "..."
                break
            }
            append(scalar, to: &shown)
            count += 1
        }
        return shown + "'"
    }

    /// A sentence that may hold what a person wrote: what a terminal would obey is escaped.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isUnprintable($0.value) }) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars { append(scalar, to: &shown) }
        return shown
    }

    /// `a`, `a or b`, `a, b or c`, each in single quotes.
    static func alternatives(_ words: [String]) -> String {
        let shown = words.map { quoted($0) }
        guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
        return shown.dropLast().joined(separator: ", ") + " or " + last
    }

    /// `U+00A0`, for characters that cannot be seen.
    static func codePoint(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// True for what a terminal would obey or hide instead of show.
    static func isUnprintable(_ value: UInt32) -> Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || InvisibleCharacters.contains(value)
    }

    private static func append(_ scalar: Unicode.Scalar, to shown: inout String) {
        switch scalar {
        case "\n": shown += "\\n"
        case "\t": shown += "\\t"
        case "\r": shown += "\\r"
        default:
            if isUnprintable(scalar.value) {
                shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }
}
