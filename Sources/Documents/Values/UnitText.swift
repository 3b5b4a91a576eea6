/// A whole number directly followed by a unit, the form of durations and sizes, and the guesses when somebody wrote
/// another form.
enum UnitText {
    struct Unit: Sendable {
        let name: String
        let factor: Int64
        /// Spellings that are refused, but understood well enough to say what to write.
        let otherSpellings: [String]
        /// Whether values are shown in it.
        var isWritten = true
    }

    struct Family: Sendable {
        /// `a duration`
        let noun: String
        /// From the smallest to the largest.
        let units: [Unit]
        let example: String
        /// The unit to suggest when none was written.
        let usual: String
        let greatest: Int64
        /// What ``UnitText/parse(_:as:)`` takes, as a regular expression of JSON Schema, without anchors and bounds.
        var pattern: String { "(?:0|[1-9][0-9]*)(?:\(units.map(\.name).joined(separator: "|")))" }
        var list: String { units.map(\.name).joined(separator: ", ") }
    }

    static func parse(_ text: String, as family: Family) throws(ValueProblem) -> Int64 {
        let shown = ShownText.quoted(text)
        let digits = text.utf8.prefix(while: NumberText.isDigit)
        guard !digits.isEmpty,
            let unit = family.units.first(where: { text.utf8.dropFirst(digits.count).elementsEqual($0.name.utf8) })
        else { throw guess(text, family) }
        let number = String(text.prefix(digits.count))
        if number.count > 1, number.hasPrefix("0") {
            throw ValueProblem(
                "\(shown) starts with a zero", mend: "write '\(NumberText.plainDigits(number))\(unit.name)'")
        }
        guard let count = Int64(number) else { throw tooLarge(shown, family) }
        let (value, overflow) = count.multipliedReportingOverflow(by: unit.factor)
        guard !overflow, value <= family.greatest else { throw tooLarge(shown, family) }
        return value
    }

    /// The shortest exact spelling: the largest unit that divides the value.
    static func write(_ value: Int64, as family: Family) -> String {
        let unit = family.units.last { $0.isWritten && value != 0 && value % $0.factor == 0 } ?? family.units[0]
        return "\(value / unit.factor)\(unit.name)"
    }

    private static func tooLarge(_ shown: String, _ family: Family) -> ValueProblem {
        ValueProblem("\(shown) is too large", mend: "write at most '\(write(family.greatest, as: family))'")
    }

    private static func guess(_ text: String, _ family: Family) -> ValueProblem {
        let shown = ShownText.quoted(text)
        let example = "write \(family.noun) such as '\(family.example)'"
        guard text.utf8.count <= 64, !text.isEmpty else {
            return ValueProblem("\(shown) is not \(family.noun)", mend: example)
        }
        if text.hasPrefix("-") {
            return ValueProblem("\(shown) is negative", mend: "\(example), from zero up")
        }
        if let kind = NumberText.kind(of: text) {
            let mend = kind == .decimal && text.first != "+" ? "write '\(text)\(family.usual)'" : example
            return ValueProblem("\(shown) has no unit", mend: "\(mend) (the units are \(family.list))")
        }
        if let meant = total(of: text, family), meant <= family.greatest {
            return ValueProblem(
                "\(shown) is not written as \(family.noun)", mend: "write '\(write(meant, as: family))'")
        }
        return ValueProblem("\(shown) is not \(family.noun)", mend: "\(example) (the units are \(family.list))")
    }

    /// The value of `1h30m`, `1.5h`, `10 s`, `5 min`: only to say what to write.
    private static func total(of text: String, _ family: Family) -> Int64? {
        var rest = Substring(text)
        var sum: Double = 0
        var partCount = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count).drop { $0 == " " }
            let word = rest.prefix { !($0.isNumber || $0 == " ") }
            rest = rest.dropFirst(word.count).drop { $0 == " " }
            guard let count = Double(number), let unit = meantUnit(String(word), family) else { return nil }
            sum += count * Double(unit.factor)
            partCount += 1
            guard partCount <= 6 else { return nil }
        }
        guard sum.isFinite, sum >= 0, sum <= Double(family.greatest) else { return nil }
        return Int64(exactly: sum)
    }

    private static func meantUnit(_ word: String, _ family: Family) -> Unit? {
        family.units.first { $0.name == word }
            ?? family.units.first { unit in
                unit.name.lowercased() == word.lowercased() || unit.otherSpellings.contains(word.lowercased())
            }
    }
}
