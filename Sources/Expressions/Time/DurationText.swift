/// Durations as text: `1h30m`, `-2.5s`, `250ms`.
enum DurationText {
    /// Nanoseconds in a unit; `d` and `w` are Weir's.
    static func unit(_ name: String) -> Int64? {
        switch name {
        case "ns": 1
        case "us", "µs", "μs": 1_000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        case "d": 86_400_000_000_000
        case "w": 604_800_000_000_000
        default: nil
        }
    }

    /// Nanoseconds; throws `badConversion`, or `outOfRange` beyond 292 years.
    static func parse(_ text: String) throws(EvaluationError) -> Int64 {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { throw .badConversion }
        var total: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(name.count)
            guard let unit = unit(String(name)) else { throw .badConversion }
            let (sum, overflow) = total.addingReportingOverflow(try span(number, unit: unit))
            guard !overflow else { throw .outOfRange }
            total = sum
        }
        return isNegative ? -total : total
    }

    /// Whole digits exactly, then the fraction digit by digit, so that no rounding enters.
    private static func span(_ number: Substring, unit: Int64) throws(EvaluationError) -> Int64 {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { throw .badConversion }
        var total: Int64 = 0
        if !parts[0].isEmpty {
            guard let whole = Int64(parts[0]) else { throw .outOfRange }
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            guard !overflow else { throw .outOfRange }
            total = product
        }
        var place = unit
        for digit in parts.count > 1 ? parts[1] : "" where place > 0 {
            let (sum, overflow) = total.addingReportingOverflow(Int64(digit.wholeNumberValue ?? 0) * place / 10)
            guard !overflow else { throw .outOfRange }
            total = sum
            place /= 10
        }
        return total
    }

    /// Seconds with as many digits as there are, such as `6347s` or `-1.5s`.
    static func write(_ nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let seconds = "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000)"
        return seconds + fraction(Int(magnitude % 1_000_000_000)) + "s"
    }

    /// `.5` for 500 000 000; empty for none.
    static func fraction(_ nanoseconds: Int) -> String {
        guard nanoseconds > 0 else { return "" }
        var digits = String(nanoseconds)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }
}
