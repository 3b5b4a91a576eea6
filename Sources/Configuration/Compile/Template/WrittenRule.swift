internal import Documents
internal import Engine
internal import Expressions

/// The expressions of a rule; nil where there is none, or one that cannot be read and was reported.
struct WrittenRule {
    let when: Written?
    let until: Written?
    let after: Written?
    let expect: Written?
    let key: Written?
    /// The sides of a join.
    let left: Written?
    let right: Written?
    /// The pattern's steps, and what they speak of.
    let steps: [PatternStep]
    let pattern: PatternWriter

    init(_ rule: RuleSection, _ expressions: ExpressionCompiler) {
        when = rule.when.flatMap(expressions.parse)
        until = rule.until.flatMap(expressions.parse)
        after = rule.after.flatMap(expressions.parse)
        expect = rule.expect.flatMap(expressions.parse)
        key = rule.key.flatMap(expressions.parse)
        left = rule.join?.left.flatMap(expressions.parse)
        right = rule.join?.right.flatMap(expressions.parse)
        var writer = PatternWriter(expressions)
        steps = writer.steps(rule.pattern ?? [], isWhole: true)
        pattern = writer
    }

    /// All that must be true or false.
    var conditions: [Written] {
        ([when, until, after, expect, left, right] + pattern.conditions).compactMap(\.self)
    }

    /// The others.
    var others: [Written] { [key].compactMap(\.self) }

    /// Whether the rule is true for an instant only: a pattern, or one that asks for an edge or for another that is.
    /// - Parameter instants: the names of rules known to be.
    func isInstant(among instants: Set<String>) -> Bool {
        if !steps.isEmpty || left != nil { return true }
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
