extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

/// Advice on what to write instead.
enum Mend {
    static let macros = [
        "has", ".all", ".exists", ".exists_one", ".existsOne", ".map", ".filter", ".transformList", ".transformMap",
        ".optMap", ".optFlatMap", ".or", ".orValue",
    ]

    /// `a double`, `an int`, `text`.
    static func article(_ type: ValueType) -> String {
        switch type {
        case .string: "a string"
        case .int, .optional: "an \(type)"
        case .bytes, .null: "\(type)"
        case .dyn, .parameter: "a value of any type"
        default: "a \(type)"
        }
    }

    static func signatureType(_ type: ValueType) -> String {
        switch type {
        case .parameter(let number): number == 0 ? "A" : "B"
        case .list(let element): "list(\(signatureType(element)))"
        case .map(let key, let value): "map(\(signatureType(key)), \(signatureType(value)))"
        case .optional(let wrapped): "optional(\(signatureType(wrapped)))"
        default: type.description
        }
    }

    /// How people spell booleans elsewhere.
    static func booleanWord(_ name: String) -> String? {
        switch name.lowercased() {
        case "true", "on", "yes": "true"
        case "false", "off", "no": "false"
        case "nil", "none": "null"
        default: nil
        }
    }

    /// How to make a condition of something that is none.
    static func condition(_ type: ValueType, _ expression: Expression) -> String {
        let text = short(expression)
        switch type {
        case .double: return "write \(text) != 0.0"
        case .int: return "write \(text) != 0"
        case .uint: return "write \(text) != 0u"
        case .string: return "write \(text) == \"...\""
        case .list, .map: return "write size(\(text)) > 0"
        case .optional: return "write \(text).orValue(false)"
        default: return "write a comparison"
        }
    }

    static func conversion(_ type: ValueType, to wanted: ValueType, _ expression: Expression) -> String {
        if let literal = literal(expression, as: wanted) { return "write \(literal)" }
        switch (type, wanted) {
        case (_, .string): return "write string(\(short(expression)))"
        case (.int, .double), (.uint, .double), (.double, .int), (.double, .uint), (.int, .uint), (.uint, .int):
            return "write \(wanted)(\(short(expression)))"
        case (.int, .duration): return "write a duration, such as duration(\"30s\")"
        default: return ""
        }
    }

    typealias Operand = (type: ValueType, expression: Expression)

    /// How to bring the two sides of an operator together.
    static func operation(_ name: String, _ left: Operand, _ right: Operand) -> String {
        if left.type.isNumber, right.type.isNumber {
            if name == "%" { return "'%' is for whole numbers: write int(\(short(left.expression))) % ..." }
            // Doubles win over whole numbers, and int over uint; a literal is the easier one to change.
            if left.type == .double { return conversion(right.type, to: .double, right.expression) }
            if right.type == .double { return conversion(left.type, to: .double, left.expression) }
            if let literal = literal(right.expression, as: left.type) { return "write \(literal)" }
            if let literal = literal(left.expression, as: right.type) { return "write \(literal)" }
            return left.type == .uint
                ? conversion(.uint, to: .int, left.expression) : conversion(.uint, to: .int, right.expression)
        }
        if name == "+", left.type == .string { return conversion(right.type, to: .string, right.expression) }
        if name == "+", right.type == .string { return conversion(left.type, to: .string, left.expression) }
        if let chained = chained(name, left, right) { return chained }
        for (this, other) in [(left, right), (right, left)] {
            switch (this.type, other.type) {
            case (.duration, .int), (.duration, .double):
                return "write a duration, such as duration(\"\(short(other.expression))s\")"
            case (.timestamp, .string): return "write timestamp(\(short(other.expression)))"
            case (.bool, .string): return "write true or false without quotes"
            case (.bool, .int): return "write true or false"
            case (.int, .string), (.double, .string), (.uint, .string):
                return number(from: other.expression, for: this.expression)
            default: break
            }
        }
        return ""
    }

    /// `5.0 < x < 10.0` is two comparisons.
    private static func chained(_ name: String, _ left: Operand, _ right: Operand) -> String? {
        guard left.type == .bool, right.type.isNumber, ["<", "<=", ">", ">="].contains(name),
            case .binary(let symbol, let first, let middle) = left.expression.kind,
            [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(symbol)
        else { return nil }
        let text = short(middle)
        return "write \(short(first)) \(symbol.rawValue) \(text) && \(text) \(name) \(short(right.expression))"
    }

    /// How to compare text with a number.
    private static func number(from expression: Expression, for other: Expression) -> String {
        guard case .literal(.string(let text)) = expression.kind else {
            let asText = if case .literal = other.kind { "\"\(other)\" for the text, or " } else { "" }
            return "write \(asText)double(\(short(expression)))"
        }
        if Double(text) != nil { return "write the number without quotes" }
        let isName = text.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "." || $0.properties.isAlphabetic || $0.isDigit
        }
        return isName ? "write \(text) without quotes if it is a name" : "write a number"
    }

    /// A number literal spelled as one of another type.
    private static func literal(_ expression: Expression, as type: ValueType) -> String? {
        guard case .literal(let value) = expression.kind else { return nil }
        switch (value, type) {
        case (.int(let number), .double): return "\(number).0"
        case (.uint(let number), .double): return "\(number).0"
        case (.int(let number), .uint) where number >= 0: return "\(number)u"
        case (.uint(let number), .int): return "\(number)"
        case (.double(let number), .int) where number.rounded() == number && abs(number) < 1e15:
            return "\(Int64(number))"
        default: return nil
        }
    }

    /// The expression's text when it is short enough to repeat.
    private static func short(_ expression: Expression) -> String {
        guard expression.nodeCount <= 6 else { return "..." }
        let text = expression.description
        return text.utf8.count <= 40 ? text : "..."
    }
}
