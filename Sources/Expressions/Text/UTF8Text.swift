/// Text compared as CEL compares it: by its UTF-8 bytes, without normalisation, where Swift's `==` holds canonically
/// equivalent strings equal.
struct UTF8Text: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: UTF8Text, right: UTF8Text) -> Bool { equal(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        // Text bridged from elsewhere may not be contiguous; all text made in Swift is.
        let equal = left.utf8.withContiguousStorageIfAvailable { leftBytes in
            right.utf8.withContiguousStorageIfAvailable { leftBytes.elementsEqual($0) }
        }
        return (equal ?? nil) ?? left.utf8.elementsEqual(right.utf8)
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The byte offset at which `needle` is first found at or after `start`; an empty needle is found at once. Takes time in
    /// proportion to both lengths (Knuth, Morris and Pratt).
    static func find(_ needle: [UInt8], in haystack: [UInt8], from start: Int = 0) -> Int? {
        guard !needle.isEmpty else { return start <= haystack.count ? start : nil }
        guard haystack.count - start >= needle.count else { return nil }
        let fallbacks = fallbacks(of: needle)
        var matched = 0
        for position in start..<haystack.count {
            while matched > 0, haystack[position] != needle[matched] { matched = fallbacks[matched - 1] }
            if haystack[position] == needle[matched] { matched += 1 }
            if matched == needle.count { return position + 1 - matched }
        }
        return nil
    }

    /// For each place, the length of the longest proper prefix that also ends there.
    private static func fallbacks(of needle: [UInt8]) -> [Int] {
        var lengths = [0]
        var length = 0
        for position in needle.indices.dropFirst() {
            while length > 0, needle[position] != needle[length] { length = lengths[length - 1] }
            if needle[position] == needle[length] { length += 1 }
            lengths.append(length)
        }
        return lengths
    }

    static func contains(_ haystack: String, _ needle: String) -> Bool {
        find(Array(needle.utf8), in: Array(haystack.utf8)) != nil
    }

    static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
        text.utf8.starts(with: prefix.utf8)
    }

    static func hasSuffix(_ text: String, _ suffix: String) -> Bool {
        text.utf8.count >= suffix.utf8.count && text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
