extension FieldType where Value == Bool {
    public static var boolean: Self { Self(shape: .boolean) { scalar throws(ValueProblem) in try scalar.asBoolean() } }
}

extension FieldType where Value == Int {
    public static var integer: Self { integer(Int.min...Int.max) }

    public static func integer(_ range: ClosedRange<Int>) -> Self {
        let shape = FieldShape.integer(range)
        return Self(shape: shape) { scalar throws(ValueProblem) in
            let value = try scalar.asInteger()
            try requireInside(range, value, shown: scalar.text, mend: "write \(shape.words)")
            return value
        }
    }
}

extension FieldType where Value == Double {
    public static var number: Self { number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude) }

    public static func number(_ range: ClosedRange<Double>) -> Self {
        let shape = FieldShape.number(range)
        return Self(shape: shape) { scalar throws(ValueProblem) in
            let value = try scalar.asDouble()
            try requireInside(range, value, shown: scalar.text, mend: "write \(shape.words)")
            return value
        }
    }
}

extension FieldType where Value == Double {
    /// In seconds: a plain number, or a duration with its unit.
    public static var seconds: Self {
        let duration = FieldShape.duration(0...DurationText.greatestMilliseconds)
        return Self(shape: .either([duration, number.shape])) { scalar throws(ValueProblem) in
            let text = try scalar.asText()
            guard NumberText.kind(of: text) == nil else { return try scalar.asDouble() }
            return Double(try DurationText.milliseconds(text)) / 1000
        }
    }
}

extension FieldType where Value == String {
    /// Any text, `${VAR}` expanded; may be empty.
    public static var text: Self { Self(shape: .text) { scalar throws(ValueProblem) in try scalar.asText() } }

    /// 1 to 64 of `A-Z a-z 0-9 . _ -`.
    public static var name: Self {
        Self(shape: .name) { scalar throws(ValueProblem) in
            let text = try scalar.asText()
            try NameText.check(text)
            return text
        }
    }

    /// One of these words.
    ///
    /// - Parameter planned: Words that are designed but not built: they are refused as not supported yet.
    public static func choice(_ words: String..., planned: [String] = []) -> Self {
        choice(among: words, planned: planned)
    }

    /// One of these words, where a registry has them.
    ///
    /// - Parameter mend: What to write instead of another, where the nearest of the words would be no mend.
    public static func choice(among words: [String], planned: [String] = [], mend: String? = nil) -> Self {
        Self(shape: .choice(words)) { scalar throws(ValueProblem) in
            try chosen(scalar, among: words, planned: planned, mend: mend)
        }
    }
}

extension FieldType where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration.
    ///
    /// - Parameter planned: Words that are designed but not built: they are refused as not supported yet.
    public static func choice(of type: Value.Type = Value.self, planned: [String] = []) -> Self {
        let words = type.allCases.map(\.rawValue)
        return Self(shape: .choice(words)) { scalar throws(ValueProblem) in
            let word = try chosen(scalar, among: words, planned: planned)
            guard let value = Value(rawValue: word) else {
                preconditionFailure("a case that does not know its own name")
            }
            return value
        }
    }
}

extension FieldType where Value == Int64 {
    /// In milliseconds, from zero.
    public static var duration: Self { duration(from: "0s") }

    /// In milliseconds. The bounds are written as in files, both are allowed.
    public static func duration(from least: String, through greatest: String = "36500d") -> Self {
        let range = bound(least, DurationText.milliseconds)...bound(greatest, DurationText.milliseconds)
        let mend = "write \(least) to \(greatest)"
        return Self(shape: .duration(range)) { scalar throws(ValueProblem) in
            let value = try DurationText.milliseconds(try scalar.asText())
            try requireInside(range, value, shown: scalar.text, mend: mend)
            return value
        }
    }

    /// In bytes, from zero.
    public static var size: Self { size(from: "0B") }

    /// In bytes. The bounds are written as in files, both are allowed.
    public static func size(from least: String, through greatest: String = "1024TiB") -> Self {
        let range = bound(least, SizeText.bytes)...bound(greatest, SizeText.bytes)
        let mend = "write \(least) to \(greatest)"
        return Self(shape: .size(range)) { scalar throws(ValueProblem) in
            let value = try SizeText.bytes(try scalar.asText())
            try requireInside(range, value, shown: scalar.text, mend: mend)
            return value
        }
    }

    /// In bytes a day, written as `2GiB/day`. The bound is a size, and allowed.
    public static func dailySize(from least: String) -> Self {
        let range = bound(least, SizeText.bytes)...SizeText.greatestBytes
        let mend = "write a size a day from \(least)/day, such as 2GiB/day"
        return Self(shape: .dailySize(range)) { scalar throws(ValueProblem) in
            let text = try scalar.asText()
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1] == "day" else {
                throw ValueProblem("\(ShownText.quoted(text)) is not a size a day", mend: mend)
            }
            let value = try SizeText.bytes(String(parts[0]))
            try requireInside(range, value, shown: text, mend: mend)
            return value
        }
    }

    /// A bound in a declaration: a wrong one is a mistake in this program, seen at the first start.
    private static func bound(_ text: String, _ parse: (String) throws(ValueProblem) -> Int64) -> Int64 {
        do throws(ValueProblem) {
            return try parse(text)
        } catch {
            preconditionFailure("a field is declared with the bound \(text): \(error.message)")
        }
    }
}

extension FieldType where Value == Rate {
    public static var rate: Self {
        Self(shape: .rate) { scalar throws(ValueProblem) in try Rate(try scalar.asText()) }
    }
}

extension FieldType where Value == Quantity {
    /// A number with its unit; which units fit is the section's business.
    public static var quantity: Self {
        Self(shape: .quantity) { scalar throws(ValueProblem) in try Quantity(try scalar.asText()) }
    }
}

extension FieldType where Value == Constant {
    /// Boolean, whole number, number or text, as the file decides.
    public static var constant: Self {
        Self(shape: .constant) { scalar throws(ValueProblem) in try scalar.asConstant() }
    }
}

private func requireInside<Bound: Comparable>(
    _ range: ClosedRange<Bound>, _ value: Bound, shown: String, mend: String
) throws(ValueProblem) {
    guard !range.contains(value) else { return }
    throw ValueProblem("\(ShownText.quoted(shown)) is out of range", mend: mend)
}

private func chosen(
    _ scalar: Scalar, among words: [String], planned: [String], mend: String? = nil
) throws(ValueProblem) -> String {
    let all = ShownText.alternatives(words)
    if scalar.isNull { throw .noValue("write \(all)") }
    if words.contains(scalar.text) { return scalar.text }
    if planned.contains(scalar.text) {
        throw ValueProblem("\(ShownText.quoted(scalar.text)) is not supported yet", mend: "write \(all)")
    }
    if let mend { throw ValueProblem("\(ShownText.quoted(scalar.text)) is not known here", mend: mend) }
    let meant = NearestName.nearest(to: scalar.text, among: words).map { ShownText.quoted($0) }
    throw ValueProblem("\(ShownText.quoted(scalar.text)) is not known here", mend: "write \(meant ?? all)")
}
