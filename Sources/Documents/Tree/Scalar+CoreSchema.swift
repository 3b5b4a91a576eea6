extension Scalar {
    /// `true` or `false`, without quotes.
    public func asBoolean() throws(ValueProblem) -> Bool {
        if isNull { throw .noValue("write true or false") }
        if text == "true" || text == "false" {
            guard !mayBeTyped else { return text == "true" }
            throw ValueProblem("\(ShownText.quoted(text)) in quotes is text", mend: "write \(text) without the quotes")
        }
        let mend = Self.meantBoolean(text).map { "write \($0)" } ?? "write true or false"
        throw ValueProblem("\(ShownText.quoted(text)) is not a boolean in YAML 1.2", mend: mend)
    }

    /// A whole number in 64 bits: decimal, `0x1F` or `0o17`, without quotes.
    public func asInteger() throws(ValueProblem) -> Int {
        if isNull { throw .noValue("write a whole number") }
        guard let kind = NumberText.kind(of: text) else { throw notANumber("a whole number") }
        switch kind {
        case .decimal, .hexadecimal, .octal:
            guard let value = NumberText.integer(text, kind) else {
                throw ValueProblem("\(ShownText.quoted(text)) does not fit in 64 bits")
            }
            try requirePlain()
            return value
        case .float:
            let whole = NumberText.double(text).flatMap { Int(exactly: $0) }
            throw ValueProblem(
                "\(ShownText.quoted(text)) is not a whole number",
                mend: whole.map { "write \($0)" } ?? "write a whole number")
        case .leadingZero, .underscored, .notFinite: throw oddNumber(kind)
        }
    }

    /// A finite number, without quotes. -0.0 gives 0.0; a number too large or too small for 64 bits is an error.
    public func asDouble() throws(ValueProblem) -> Double {
        if isNull { throw .noValue("write a number") }
        guard let kind = NumberText.kind(of: text) else { throw notANumber("a number") }
        switch kind {
        case .decimal, .float:
            guard let value = NumberText.double(text) else { throw outOfRange }
            try requirePlain()
            return value
        case .hexadecimal, .octal: return Double(try asInteger())
        case .leadingZero, .underscored, .notFinite: throw oddNumber(kind)
        }
    }

    /// The text as written, quoted or not; nothing at all is an error.
    public func asText() throws(ValueProblem) -> String {
        if isNull { throw .noValue("write a text, or \"\" for an empty one") }
        return text
    }

    /// Quoted: text. Plain: boolean, whole number, number or text, as the core schema reads it; spellings that other
    /// readers take differently (`012`, `1_000`, `True`) are errors.
    public func asConstant() throws(ValueProblem) -> Constant {
        guard mayBeTyped else { return .text(text) }
        if isNull { throw .noValue("write a value") }
        if text == "true" || text == "false" { return .boolean(text == "true") }
        if ["True", "TRUE", "False", "FALSE"].contains(text) {
            throw ValueProblem(
                "\(ShownText.quoted(text)) is read differently by different programs",
                mend: "write \(text.lowercased()), or quote it if text is meant")
        }
        switch NumberText.kind(of: text) {
        case .decimal, .hexadecimal, .octal: return .integer(try asInteger())
        case .float: return .double(try asDouble())
        case .leadingZero, .underscored, .notFinite: return .double(try asDouble())
        case nil: return .text(text)
        }
    }

    /// What was written, in words.
    var words: String {
        if isNull { return "nothing" }
        if mayBeTyped {
            if text == "true" || text == "false" { return text }
            if NumberText.kind(of: text) != nil { return "the number \(ShownText.quoted(text))" }
        }
        return "the text \(ShownText.quoted(text))"
    }

    private var mayBeTyped: Bool { style == .plain || style == .expanded }

    private func requirePlain() throws(ValueProblem) {
        guard !mayBeTyped else { return }
        throw ValueProblem("\(ShownText.quoted(text)) in quotes is text", mend: "write \(text) without the quotes")
    }

    private var outOfRange: ValueProblem {
        ValueProblem("\(ShownText.quoted(text)) is too large or too small for a 64-bit number")
    }

    private func oddNumber(_ kind: NumberText.Kind) -> ValueProblem {
        let digits = NumberText.plainDigits(text)
        switch kind {
        case .leadingZero:
            let octal = digits.allSatisfy { ("0"..."7").contains($0) } ? ", or 0o\(digits) for octal" : ""
            return ValueProblem(
                "\(ShownText.quoted(text)) starts with a zero, which some programs read as octal",
                mend: "write \(digits)\(octal)")
        case .underscored: return ValueProblem("\(ShownText.quoted(text)) is text in YAML 1.2", mend: "write \(digits)")
        default: return ValueProblem("\(ShownText.quoted(text)) is not a finite number", mend: "write a finite number")
        }
    }

    private func notANumber(_ wanted: String) -> ValueProblem {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].isEmpty, NumberText.kind(of: parts.joined(separator: ".")) == .float {
            return ValueProblem(
                "\(ShownText.quoted(text)) has a decimal comma", mend: "write \(parts.joined(separator: "."))")
        }
        return ValueProblem("expected \(wanted), found \(words)", mend: "write \(wanted)")
    }

    private static func meantBoolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "y", "1": true
        case "false", "no", "off", "n", "0": false
        default: nil
        }
    }
}

extension ValueProblem {
    static func noValue(_ mend: String) -> ValueProblem { ValueProblem("the value is missing", mend: mend) }
}
