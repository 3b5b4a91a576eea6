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
}
