/// All digits of a double, of which every one has finitely many, for rounding to a number of places without a second error.
struct ExactDecimal {
    /// 0 to 9, without leading zeros.
    private var digits: [UInt8]
    /// Where the point stands: the number is 0.d1d2... times ten to this power.
    private var point: Int

    /// Of a finite number's magnitude.
    init(_ number: Double) {
        let exponent = Int(number.exponentBitPattern) - 1075 + (number.exponentBitPattern == 0 ? 1 : 0)
        let implicit: UInt64 = number.exponentBitPattern == 0 ? 0 : 1 << 52
        var whole = BigNatural(number.significandBitPattern | implicit)
        // m / 2^k is m * 5^k / 10^k.
        for _ in 0..<Swift.abs(exponent) { whole.multiply(by: exponent < 0 ? 5 : 2) }
        digits = whole.digits
        point = digits.count - max(0, -exponent)
    }

    /// Keeps so many digits, halves going to the even one.
    private mutating func round(toDigits count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return
        }
        let rest = digits[count...]
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        let isBeyondHalf = rest.first.map { $0 > 5 || ($0 == 5 && rest.dropFirst().contains { $0 != 0 }) } ?? false
        let isHalf = rest.first == 5 && !isBeyondHalf
        digits.removeSubrange(count...)
        guard isBeyondHalf || (isHalf && isOdd) else { return }
        var position = count - 1
        while position >= 0, digits[position] == 9 {
            digits[position] = 0
            position -= 1
        }
        if position >= 0 {
            digits[position] += 1
        } else {
            digits.insert(1, at: 0)
            point += 1
        }
    }

    /// `123.500` with 3 places.
    static func fixed(_ number: Double, places: Int) -> String {
        var decimal = ExactDecimal(number)
        decimal.round(toDigits: decimal.point + places)
        let sign = number.sign == .minus ? "-" : ""
        let whole = decimal.point > 0 ? decimal.text(0..<decimal.point) : "0"
        guard places > 0 else { return sign + whole }
        return sign + whole + "." + decimal.text(decimal.point..<(decimal.point + places))
    }

    /// `1.052033e+03` with 6 places.
    static func scientific(_ number: Double, places: Int) -> String {
        var decimal = ExactDecimal(number)
        decimal.round(toDigits: places + 1)
        let sign = number.sign == .minus ? "-" : ""
        let exponent = number == 0 ? 0 : decimal.point - 1
        let digits = Swift.abs(exponent) < 10 ? "0\(Swift.abs(exponent))" : "\(Swift.abs(exponent))"
        let fraction = places > 0 ? "." + decimal.text(1..<(places + 1)) : ""
        return sign + decimal.text(0..<1) + fraction + "e" + (exponent < 0 ? "-" : "+") + digits
    }

    /// The digits at the places, zeros outside of those there are.
    private func text(_ places: Range<Int>) -> String {
        String(decoding: places.map { digits.indices.contains($0) ? digits[$0] + 0x30 : 0x30 }, as: UTF8.self)
    }
}

/// A natural number of any size, in base 10^9, the lowest part first.
private struct BigNatural {
    private var parts: [UInt64]

    init(_ number: UInt64) {
        parts = []
        var rest = number
        while rest > 0 {
            parts.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        }
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for position in parts.indices {
            let product = parts[position] * factor + carry
            parts[position] = product % 1_000_000_000
            carry = product / 1_000_000_000
        }
        if carry > 0 { parts.append(carry) }
    }

    var digits: [UInt8] {
        var digits: [UInt8] = []
        for part in parts {
            var rest = part
            for _ in 0..<9 {
                digits.append(UInt8(rest % 10))
                rest /= 10
            }
        }
        while digits.last == 0 { digits.removeLast() }
        return digits.reversed()
    }
}
