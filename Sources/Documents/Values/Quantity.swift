/// A number with its unit, a space between: `30 kW`, `-4.5 Cel`. Which units exist is not this module's business.
public struct Quantity: Sendable, Hashable {
    public let value: Double

    /// As written, in UCUM's case-sensitive codes (`kW`, `Cel`, `[degF]`, `mm/s`).
    public let unit: String

    public init(value: Double, unit: String) {
        self.value = value
        self.unit = unit
    }

    /// What is read, as a regular expression of JSON Schema, without anchors.
    static let pattern = #"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)? [!-~]+"#

    public init(_ text: String) throws(ValueProblem) {
        let shown = ShownText.quoted(text)
        let example = "write a number, a space and a unit, such as '30 kW'"
        guard text.utf8.count <= 128 else { throw ValueProblem("\(shown) is too long", mend: example) }
        guard let space = text.firstIndex(of: " ") else {
            if NumberText.kind(of: text) != nil { throw ValueProblem("\(shown) has no unit", mend: example) }
            let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
            let mend = number.isEmpty ? example : "write '\(number) \(text.dropFirst(number.count))'"
            throw ValueProblem("\(shown) is not a number with a unit", mend: mend)
        }
        let unit = text[text.index(after: space)...]
        guard !unit.isEmpty, unit.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValueProblem("\(shown) has no unit in plain letters", mend: example)
        }
        let value: Double
        do {
            value = try Scalar(String(text[..<space])).asDouble()
        } catch {
            throw ValueProblem("\(shown): \(error.message)", mend: error.mend ?? example)
        }
        self.init(value: value, unit: String(unit))
    }
}
