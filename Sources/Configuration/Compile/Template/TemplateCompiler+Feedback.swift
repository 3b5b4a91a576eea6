internal import Documents
internal import Expressions

extension TemplateCompiler {
    /// A rule that sets what it asks about, so that what it does ends its own cause, would switch for ever.
    func warnOfFeedback() {
        for (rule, written) in zip(section.rules, rules) {
            guard let when = written.when, rule.value.until == nil, rule.value.forMilliseconds == 0,
                rule.value.keepMilliseconds == 0, rule.value.lease == nil, rule.value.latch == nil
            else { continue }
            for setting in rule.value.settings {
                guard let index = section.actuators.firstIndex(where: { $0.name == setting.name }),
                    actuatorSlots[index] != nil
                else { continue }
                let actuator = section.actuators[index].value
                guard actuator.minOn == 0, actuator.minOff == 0 else { continue }
                let state = "\(setting.name).on"
                guard let needed = Polarity(of: state, in: when.expression, derived: derivedExpressions),
                    needed.isEnded(by: setting.value)
                else { continue }
                diagnostics.warning(
                    "the rule '\(rule.name)' asks for '\(state)' and sets '\(setting.name)': what it does ends its own cause",
                    mend: "write 'for:' or 'keep:' here, or 'min_on:' at the actuator", at: setting.mark)
            }
        }
    }

    private var derivedExpressions: [String: Expression] {
        var expressions: [String: Expression] = [:]
        for (derive, written) in zip(section.derive, derived) { expressions[derive.name] = written?.expression }
        return expressions
    }
}

/// How a condition depends on a boolean that it names.
private enum Polarity {
    /// It can be true only with this value, or more easily with it.
    case wants(Bool)
    /// It may want either.
    case either

    /// Nil where the condition does not name it.
    init?(of name: String, in expression: Expression, derived: [String: Expression]) {
        if let path = expression.qualifiedName {
            if path == name {
                self = .wants(true)
                return
            }
            var others = derived
            guard let inner = others.removeValue(forKey: path) else { return nil }
            self.init(of: name, in: inner, derived: others)
            return
        }
        switch expression.kind {
        case .unary(.not, let operand):
            guard let inner = Polarity(of: name, in: operand, derived: derived) else { return nil }
            self = inner.negated
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            let sides = [left, right].compactMap { Polarity(of: name, in: $0, derived: derived) }
            guard let first = sides.first else { return nil }
            self = sides.dropFirst().allSatisfy { $0 == first } ? first : .either
        default:
            var isNamed = false
            expression.kind.forEachChild { child in
                if Polarity(of: name, in: child, derived: derived) != nil { isNamed = true }
            }
            guard isNamed else { return nil }
            self = .either
        }
    }

    private var negated: Polarity {
        switch self {
        case .wants(let value): .wants(!value)
        case .either: .either
        }
    }

    /// Whether the condition may stop being true when the value is set.
    func isEnded(by value: Bool) -> Bool {
        switch self {
        case .wants(let wanted): wanted != value
        case .either: true
        }
    }
}

extension Polarity: Equatable {}
