/// What kind of number a plain text spells (YAML 1.2 core schema, 10.3.2), and the spellings of other languages that
/// deserve a word.
enum NumberText {
    enum Kind {
        /// `12`, `-3`, `+7`
        case decimal
        /// `0x1F`
        case hexadecimal
        /// `0o17`
        case octal
        /// `1.5`, `.5`, `1e3`
        case float
        /// `012`: octal to some, decimal to others.
        case leadingZero
        /// `1_000`
        case underscored
        /// `.inf`, `.nan`
        case notFinite
    }

    static func kind(of text: String) -> Kind? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 400, let first = bytes.first else { return nil }
        if isSpecial(text) { return .notFinite }
        if text.hasPrefix("0x") { return isAll(bytes.dropFirst(2), isHexadecimalDigit) ? .hexadecimal : nil }
        if text.hasPrefix("0o") { return isAll(bytes.dropFirst(2), isOctalDigit) ? .octal : nil }
        let unsigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        let startsWithZero = unsigned.count > 1 && unsigned.first == UInt8(ascii: "0")
        if isAll(unsigned, isDigit) { return startsWithZero ? .leadingZero : .decimal }
        if isUnderscored(unsigned) { return .underscored }
        guard isFloat(unsigned) else { return nil }
        return startsWithZero && isDigit(unsigned[unsigned.startIndex + 1]) ? .leadingZero : .float
    }

    /// The value of a `.decimal`, `.hexadecimal` or `.octal` text; nil where it does not fit in 64 bits.
    static func integer(_ text: String, _ kind: Kind) -> Int? {
        switch kind {
        case .hexadecimal: Int(text.dropFirst(2), radix: 16)
        case .octal: Int(text.dropFirst(2), radix: 8)
        default: Int(text)
        }
    }

    /// The value of a `.float` text; nil where it overflows, or underflows to a zero nobody wrote.
    static func double(_ text: String) -> Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        if value == 0 {
            let mantissa = text.prefix { $0 != "e" && $0 != "E" }
            return mantissa.contains { ("1"..."9").contains($0) } ? nil : 0
        }
        return value
    }

    /// `1000` for `1_000`, `12` for `012`.
    static func plainDigits(_ text: String) -> String {
        var digits = text.filter { $0 != "_" && $0 != "+" && $0 != "-" }
        while digits.count > 1, digits.hasPrefix("0"), !digits.hasPrefix("0.") { digits.removeFirst() }
        return (text.hasPrefix("-") ? "-" : "") + digits
    }

    private static func isFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fractionCount = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fractionCount = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(fractionCount)
        }
        guard !whole.isEmpty || fractionCount > 0 else { return false }
        guard let exponent = rest.first else { return true }
        guard exponent == UInt8(ascii: "e") || exponent == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return isAll(rest, isDigit)
    }

    private static func isUnderscored(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, isDigit(first), bytes.contains(UInt8(ascii: "_")) else { return false }
        return bytes.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    }

    private static func isSpecial(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
        return [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(unsigned)
    }

    private static func isAll(_ bytes: ArraySlice<UInt8>, _ test: (UInt8) -> Bool) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(test)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isOctalDigit(_ byte: UInt8) -> Bool { (0x30...0x37).contains(byte) }

    private static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
