extension Expression: CustomStringConvertible {
    /// The expression in one spelling: two texts that differ in spaces or parentheses only give the same one, so it serves
    /// as a key for expressions that mean the same.
    public var description: String {
        switch kind {
        case .literal(let value): return LiteralText.of(value)
        case .identifier(let name, let leadingDot): return leadingDot ? "." + name : name
        case .select(let operand, let field, let optional):
            return "\(operand)\(optional ? ".?" : ".")\(LiteralText.field(field))"
        case .has(let operand, let field, let optional):
            return "has(\(operand)\(optional ? ".?" : ".")\(LiteralText.field(field)))"
        case .index(let operand, let key, let optional): return "\(operand)[\(optional ? "?" : "")\(key)]"
        case .unary(let symbol, let operand): return "\(symbol.rawValue)(\(operand))"
        case .binary(let symbol, let left, let right): return "(\(left) \(symbol.rawValue) \(right))"
        case .conditional(let condition, let then, let otherwise): return "(\(condition) ? \(then) : \(otherwise))"
        case .call(let function, let target, let arguments):
            let prefix = target.map { "\($0)." } ?? ""
            return prefix + function + "(" + Expression.joined(arguments) + ")"
        case .list(let elements):
            return "[" + elements.map { ($0.optional ? "?" : "") + $0.value.description }.joined(separator: ", ") + "]"
        case .map(let entries):
            let texts = entries.map { "\($0.optional ? "?" : "")\($0.key): \($0.value)" }
            return "{" + texts.joined(separator: ", ") + "}"
        case .message(let type, let fields):
            let texts = fields.map { "\($0.optional ? "?" : "")\(LiteralText.field($0.name)): \($0.value)" }
            return type + "{" + texts.joined(separator: ", ") + "}"
        case .comprehension(let comprehension): return Expression.text(comprehension)
        case .binding(let variable, let value, let body): return "cel.bind(\(variable), \(value), \(body))"
        case .optionalMap(let target, let variable, let body, let flat):
            return "\(target).\(flat ? "optFlatMap" : "optMap")(\(variable), \(body))"
        }
    }

    /// Between commas no parentheses are needed.
    private static func joined(_ expressions: [Expression]) -> String {
        expressions.map { expression in
            switch expression.kind {
            case .binary, .conditional: String(expression.description.dropFirst().dropLast())
            default: expression.description
            }
        }.joined(separator: ", ")
    }

    private static func text(_ comprehension: Comprehension) -> String {
        var arguments = [comprehension.first]
        if let second = comprehension.second { arguments.append(second) }
        if let condition = comprehension.condition { arguments.append(condition.description) }
        arguments.append(comprehension.body.description)
        return "\(comprehension.range).\(comprehension.kind.rawValue)(" + arguments.joined(separator: ", ") + ")"
    }
}
