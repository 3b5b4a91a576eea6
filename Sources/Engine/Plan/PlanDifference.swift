/// What one plan has otherwise than another, by the names and shapes of rules and summaries.
public struct PlanDifference: Sendable, Equatable {
    /// Rules and summaries of one template, in declared order.
    public struct Part: Sendable, Equatable {
        public var template: String
        public var rules: [String]
        public var summaries: [String]

        public init(template: String, rules: [String], summaries: [String]) {
            self.template = template
            self.rules = rules
            self.summaries = summaries
        }

        var isEmpty: Bool { rules.isEmpty && summaries.isEmpty }
    }

    public var added: [Part] = []
    /// Defined otherwise than before: they begin anew.
    public var changed: [Part] = []
    public var removed: [Part] = []
    /// Rules that keep their state, and say it in other words or with another severity.
    public var reworded: [Part] = []

    public init(from former: Plan, to present: Plan) {
        for template in present.templates {
            let old = former.templates.first { $0.name == template.name }
            let rules = PlanDifference.compare(
                old?.rules.map { ($0.name, $0.shape) } ?? [], template.rules.map { ($0.name, $0.shape) })
            let summaries = PlanDifference.compare(
                old?.summaries.map { ($0.name, $0.shape) } ?? [], template.summaries.map { ($0.name, $0.shape) })
            append(template.name, rules, summaries)
            let words = template.rules.filter { rule in
                old?.rules.contains { $0.isReworded(in: rule, old, template) } ?? false
            }
            if !words.isEmpty {
                reworded.append(Part(template: template.name, rules: words.map(\.name), summaries: []))
            }
        }
        for old in former.templates where !present.templates.contains(where: { $0.name == old.name }) {
            append(
                old.name, Names(removed: old.rules.map(\.name)), Names(removed: old.summaries.map(\.name)))
        }
    }

    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// What has no state from before: new or changed, each template once.
    public var fresh: [Part] {
        var parts = changed
        for part in added {
            if let index = parts.firstIndex(where: { $0.template == part.template }) {
                parts[index].rules += part.rules
                parts[index].summaries += part.summaries
            } else {
                parts.append(part)
            }
        }
        return parts
    }

    private struct Names {
        var added: [String] = []
        var changed: [String] = []
        var removed: [String] = []
    }

    private static func compare(
        _ former: [(name: String, shape: UInt64)], _ present: [(name: String, shape: UInt64)]
    ) -> Names {
        let shapes = Dictionary(former.map { ($0.name, $0.shape) }) { first, _ in first }
        let names = Set(present.map(\.name))
        return Names(
            added: present.filter { shapes[$0.name] == nil }.map(\.name),
            changed: present.filter { shapes[$0.name] != nil && shapes[$0.name] != $0.shape }.map(\.name),
            removed: former.filter { !names.contains($0.name) }.map(\.name))
    }

    private mutating func append(_ template: String, _ rules: Names, _ summaries: Names) {
        func add(_ names: KeyPath<Names, [String]>, to parts: inout [Part]) {
            let part = Part(template: template, rules: rules[keyPath: names], summaries: summaries[keyPath: names])
            if !part.isEmpty { parts.append(part) }
        }
        add(\.added, to: &added)
        add(\.changed, to: &changed)
        add(\.removed, to: &removed)
    }
}

extension RulePlan {
    /// Whether the other is the same rule in other words.
    fileprivate func isReworded(in other: RulePlan, _ own: Template?, _ others: Template) -> Bool {
        guard name == other.name, shape == other.shape, let own else { return false }
        return severity != other.severity || words(own) != other.words(others)
    }

    /// The message with names instead of places, which other changes may shift.
    private func words(_ template: Template) -> [String] {
        message.map { segment in
            switch segment {
            case .text(let text): text
            case .device: "{device}"
            case .slot(let slot): "{\(template.slots[slot].name)}"
            }
        }
    }
}
