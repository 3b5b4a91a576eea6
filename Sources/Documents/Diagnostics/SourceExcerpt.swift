/// The source line of a mark, with a caret below the place.
enum SourceExcerpt {
    /// How much of a long line is looked at before the mark: enough to see that a value belongs to a password key.
    private static let bytesBefore = 4_096
    private static let bytesAfter = 200
    private static let shownBefore = 80

    /// Two lines of text, or none where the file has no line there.
    static func lines(for mark: Mark, hiding hidden: [Mark]) -> [String] {
        let file = mark.file
        let place = min(mark.offset, file.bytes.count)
        let range = lineRange(in: file, around: place)
        guard !range.isEmpty else { return [] }

        let secrets = hiddenRanges(in: file, line: range, marks: hidden)
        let before = masked(file.bytes, range.lowerBound..<place, secrets)
        let rest = masked(file.bytes, place..<range.upperBound, secrets)

        var shownPrefix = printable(before)
        if shownPrefix.count > shownBefore { shownPrefix = "..." + shownPrefix.suffix(shownBefore) }
        let gutter = String(mark.line)
        let margin = String(repeating: " ", count: max(0, 5 - gutter.count))
        let caret = String(repeating: " ", count: shownPrefix.unicodeScalars.count) + "^" + underline(mark, range)
        return [
            "\(margin)\(gutter) | \(shownPrefix)\(printable(rest))",
            "\(String(repeating: " ", count: max(5, gutter.count))) | \(caret)",
        ]
    }

    private static func underline(_ mark: Mark, _ line: Range<Int>) -> String {
        let covered = min(mark.byteCount, line.upperBound - mark.offset, 40)
        return String(repeating: "~", count: max(0, covered - 1))
    }

    /// The whole line where it is short; the part around the place where somebody put ten megabytes on one line.
    private static func lineRange(in file: SourceFile, around place: Int) -> Range<Int> {
        let bytes = file.bytes
        var first = place
        while first > 0, place - first < bytesBefore, bytes[first - 1] != 0x0A, bytes[first - 1] != 0x0D { first -= 1 }
        var end = place
        while end < bytes.count, end - place < bytesAfter, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        return first..<end
    }

    private static func hiddenRanges(in file: SourceFile, line: Range<Int>, marks: [Mark]) -> [Range<Int>] {
        var ranges = CredentialText.ranges(in: file.bytes, line: line)
        for mark in marks where mark.file === file {
            let range = (mark.offset..<mark.offset + max(mark.byteCount, 1)).clamped(to: line)
            if !range.isEmpty { ranges.append(range) }
        }
        return ranges
    }

    /// The bytes of `range`, each hidden run as three stars, so that not even its length shows.
    private static func masked(_ bytes: [UInt8], _ range: Range<Int>, _ hidden: [Range<Int>]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var isInsideHidden = false
        for index in range {
            let isHidden = hidden.contains { $0.contains(index) }
            if isHidden, !isInsideHidden { result += [0x2A, 0x2A, 0x2A] }
            if !isHidden { result.append(bytes[index]) }
            isInsideHidden = isHidden
        }
        return result
    }

    /// One column a character, nothing a terminal would obey.
    private static func printable(_ bytes: [UInt8]) -> String {
        var shown = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "\t" {
                shown += " "
            } else if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                shown += "\u{FFFD}"
            } else if InvisibleCharacters.contains(scalar.value) {
                shown += "\u{2423}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
