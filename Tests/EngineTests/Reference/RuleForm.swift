import Engine

/// A rule as data, so that the reference can follow it without the engine's operators.
struct RuleForm {
    enum Trigger {
        case condition(when: Condition, until: Condition?)
        case edge(Condition)
        case absence(after: Condition, expect: Condition, within: Int64)
        case heartbeat(signal: String, within: Int64)
        /// One event, then (strict: next) another one.
        case pair(Condition, Condition, isStrict: Bool, within: Int64)
        /// No such event for so long.
        case silence(Condition, Int64)
        /// One event, and not another one for so long.
        case unanswered(Condition, Condition, Int64)
    }

    var trigger: Trigger
    var hold: Int64 = 0
    var keep: Int64 = 0
    var inhibitors: [String] = []
    var policy = Inhibition.Policy.restart
    var cooldown: Int64 = 0
    var limit: Frequency?
    var every: Int64?
    var isLatching = false
    var lease: Int64?
    var set: [(actuator: String, value: Bool)] = []
    var priority = 10

    init(trigger: Trigger) {
        self.trigger = trigger
    }

    /// Raised for an instant, and never cleared.
    var isInstant: Bool {
        switch trigger {
        case .condition, .absence, .heartbeat: false
        case .edge, .pair, .silence, .unanswered: true
        }
    }

    private var conditions: [Condition] {
        switch trigger {
        case .condition(let when, let until): [when] + (until.map { [$0] } ?? [])
        case .edge(let condition), .silence(let condition, _): [condition]
        case .absence(let one, let other, _), .pair(let one, let other, _, _), .unanswered(let one, let other, _):
            [one, other]
        case .heartbeat: []
        }
    }

    /// What the trigger asks for.
    var names: Set<String> { conditions.reduce(into: []) { $0.formUnion($1.names) } }

    /// What decides about the rule.
    var allNames: Set<String> { names.union(inhibitors) }

    func sketch(name: String) -> PlanSketch.Rule {
        var rule = PlanSketch.Rule(name: name, when: "true", hold: hold, set: set, priority: priority, keep: keep)
        rule.inhibitors = inhibitors
        rule.modifiers.inhibition = policy
        rule.modifiers.everyMilliseconds = every
        // Beyond it ticks do change something: it is no subject here.
        rule.modifiers.maximumRepeats = 100_000
        rule.modifiers.isLatching = isLatching
        rule.modifiers.leaseMilliseconds = lease
        if cooldown > 0 || limit != nil { rule.modifiers.gate = RaiseGate.Settings(cooldown: cooldown, limit: limit) }
        func event(_ number: Int, _ contiguity: PatternStep.Contiguity = .relaxed) -> PatternStep {
            PatternStep(.event(condition: number, name: number), contiguity)
        }
        switch trigger {
        case .condition(let when, let until):
            rule.when = when.text
            rule.until = until?.text
        case .edge(let condition):
            rule.when = condition.text
            rule.form = .edge
        case .absence(let after, let expect, let within):
            rule.form = .absence(after: after.text, expect: expect.text, within: within)
        case .heartbeat(let signal, let within):
            rule.form = .heartbeat(signal: signal, within: within)
        case .pair(let one, let other, let isStrict, let within):
            var settings = PatternSettings(steps: [event(0), event(1, isStrict ? .strict : .relaxed)])
            settings.withinMilliseconds = within
            rule.form = .pattern(settings, conditions: [one.text, other.text])
        case .silence(let condition, let milliseconds):
            let step = PatternStep(.absence(condition: 0, milliseconds: milliseconds, restarts: true))
            rule.form = .pattern(PatternSettings(steps: [step]), conditions: [condition.text])
        case .unanswered(let one, let other, let milliseconds):
            let step = PatternStep(.absence(condition: 1, milliseconds: milliseconds, restarts: true))
            rule.form = .pattern(PatternSettings(steps: [event(0), step]), conditions: [one.text, other.text])
        }
        return rule
    }
}
