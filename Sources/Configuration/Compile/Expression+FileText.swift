internal import Expressions

extension Expression {
    /// The expression as a file has it: with durations such as 10m.
    var fileText: String {
        let before = "duration(\""
        let text = description
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: before), let end = rest[start.upperBound...].range(of: "s\")") {
            result += rest[..<start.lowerBound]
            let literal = rest[start.lowerBound..<end.upperBound]
            result += Expression.fileText(seconds: rest[start.upperBound..<end.lowerBound]) ?? String(literal)
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// Nil where the units of files cannot say it.
    static func fileText(seconds text: Substring) -> String? {
        guard let seconds = Double(text), let milliseconds = Int64(exactly: seconds * 1000), milliseconds != 0 else {
            return nil
        }
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")]
        return units.first { milliseconds % $0.0 == 0 }.map { "\(milliseconds / $0.0)\($0.1)" }
    }
}

extension Substring {
    /// Where a text occurs first; nil where it does not.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            let rest = self[start...]
            if rest.hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
