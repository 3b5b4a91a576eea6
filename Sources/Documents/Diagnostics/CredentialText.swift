/// Finds what looks like a credential in a source line, so that an excerpt for some other mistake on that line does not
/// show it.
///
/// A file too broken to parse has no keys yet, therefore this works on the text: values after keys such as `password`,
/// and the password part of a URL.
enum CredentialText {
    private static let keyWords = [
        "passw", "passphrase", "pwd", "secret", "token", "credential", "apikey", "api_key", "api-key",
        "authorization", "cookie", "private_key", "private-key", "privatekey",
    ]
    .map { Array($0.utf8) }

    /// Short names that are parts of other words: these count only as the whole key.
    private static let wholeKeys = ["pw", "pass", "psk"].map { Array($0.utf8) }

    /// Whether a key of a mapping names a credential.
    static func isKey(_ key: String) -> Bool {
        let lowered = Array(key.lowercased().utf8)
        return wholeKeys.contains(lowered)
            || keyWords.contains { word in
                lowered.indices.contains { matches(word, at: $0, lowered, lowered.indices) }
            }
    }

    static func ranges(in bytes: [UInt8], line: Range<Int>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = line.lowerBound
        while index < line.upperBound {
            if let value = valueAfterKey(at: index, bytes, line) {
                ranges.append(value)
                index = max(index + 1, value.upperBound)
            } else if let password = passwordOfURL(at: index, bytes, line) {
                ranges.append(password)
                index = max(index + 1, password.upperBound)
            } else {
                index += 1
            }
        }
        return ranges
    }

    private static func valueAfterKey(at start: Int, _ bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        guard
            let word = keyWords.first(where: { matches($0, at: start, bytes, line) })
                ?? wholeKeys.first(where: { matches($0, at: start, bytes, line) && isWhole($0, at: start, bytes, line) }
                )
        else { return nil }
        var index = start + word.count
        while index < line.upperBound, isKeyByte(bytes[index]) { index += 1 }
        while index < line.upperBound, isQuote(bytes[index]) || isBlank(bytes[index]) { index += 1 }
        guard index < line.upperBound, bytes[index] == UInt8(ascii: ":") || bytes[index] == UInt8(ascii: "=") else {
            return nil
        }
        index += 1
        while index < line.upperBound, isBlank(bytes[index]) { index += 1 }
        guard index < line.upperBound else { return nil }
        if matches(Array("!secret".utf8), at: index, bytes, line) { return nil }
        return index..<valueEnd(from: index, bytes, line)
    }

    /// To the closing quote; to the end of a flow value where the line opened a brace; otherwise to the end of the
    /// line.
    private static func valueEnd(from start: Int, _ bytes: [UInt8], _ line: Range<Int>) -> Int {
        let first = bytes[start]
        if isQuote(first) {
            let closing = bytes[(start + 1)..<line.upperBound].firstIndex(of: first)
            return closing.map { $0 + 1 } ?? line.upperBound
        }
        guard bytes[line.lowerBound..<start].contains(UInt8(ascii: "{")) else { return line.upperBound }
        let ends: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "}")]
        return bytes[start..<line.upperBound].firstIndex { ends.contains($0) } ?? line.upperBound
    }

    private static func passwordOfURL(at start: Int, _ bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        guard matches(Array("://".utf8), at: start, bytes, line) else { return nil }
        var colon: Int?
        var index = start + 3
        while index < line.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "@") { return colon.map { ($0 + 1)..<index } }
            if byte == UInt8(ascii: ":"), colon == nil { colon = index }
            if byte == UInt8(ascii: "/") || isQuote(byte) || isBlank(byte) { return nil }
            index += 1
        }
        return nil
    }

    private static func matches(_ word: [UInt8], at start: Int, _ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        guard start + word.count <= line.upperBound else { return false }
        for (place, letter) in word.enumerated() where lowercased(bytes[start + place]) != letter { return false }
        return true
    }

    private static func isWhole(_ word: [UInt8], at start: Int, _ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        let end = start + word.count
        return (start == line.lowerBound || !isKeyByte(bytes[start - 1]))
            && (end == line.upperBound || !isKeyByte(bytes[end]))
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
