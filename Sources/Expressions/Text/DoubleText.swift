/// Doubles as text, without the locale.
enum DoubleText {
    /// The nearest double; a number too large is infinite, one too small is zero, as in IEEE 754. Also reads `Infinity`
    /// and `NaN`. Nil when the text is not a number.
    static func parse(_ text: String) -> Double? {
        if text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }) { return nil }
        return Double(text)
    }

    /// The shortest digits that read back as the same double: whole numbers without a point, exponents only beyond
    /// 21 digits or 6 leading zeros.
    static func write(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
        let (digits, exponent) = shortestDigits(abs(number))
        let sign = number.sign == .minus ? "-" : ""
        if digits.count <= exponent, exponent <= 21 {
            return sign + digits + String(repeating: "0", count: exponent - digits.count)
        }
        if exponent > 0, exponent <= 21 {
            return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
        }
        if exponent > -6, exponent <= 0 {
            return sign + "0." + String(repeating: "0", count: -exponent) + digits
        }
        let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
        return sign + digits.prefix(1) + fraction + "e" + (exponent > 0 ? "+" : "-") + String(abs(exponent - 1))
    }

    /// The digits d and the exponent e of 0.d * 10^e, taken from Swift's own shortest description.
    private static func shortestDigits(_ number: Double) -> (digits: String, exponent: Int) {
        if number == 0 { return ("0", 1) }
        let description = number.description
        let parts = description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        var digits = whole + (mantissa.count > 1 ? mantissa[1] : "")
        var exponent = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let leading = digits.prefix { $0 == "0" }.count
        digits = digits.dropFirst(leading)
        exponent -= leading
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), exponent)
    }
}
