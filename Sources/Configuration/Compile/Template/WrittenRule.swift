internal import Expressions

/// The expressions of a rule; nil where there is none, or one that cannot be read and was reported.
struct WrittenRule {
    let when: Written?
    let until: Written?

    init(_ rule: RuleSection, _ expressions: ExpressionCompiler) {
        when = rule.when.flatMap(expressions.parse)
        until = rule.until.flatMap(expressions.parse)
    }

    /// All that must be true or false.
    var conditions: [Written] { [when, until].compactMap(\.self) }

    /// The others.
    var others: [Written] { [] }

    /// Whether the rule is true for an instant only: it asks for an edge, or for another rule that is.
    /// - Parameter instants: the names of rules known to be.
    func isInstant(among instants: Set<String>) -> Bool {
        guard let when, until == nil else { return false }
        return WrittenRule.isEdge(when.expression, instants)
    }

    private static func isEdge(_ expression: Expression, _ instants: Set<String>) -> Bool {
        if let name = expression.qualifiedName, name.hasSuffix(".raised") {
            return instants.contains(String(name.dropLast(".raised".count)))
        }
        if case .call(let function, nil, _) = expression.kind, let form = MemoryFunction(rawValue: function) {
            return form.isPulse
        }
        var found = false
        expression.kind.forEachChild { if isEdge($0, instants) { found = true } }
        return found
    }
}
