internal import Documents
internal import Engine

/// The groups of alarms of `weir.yaml`: what rules say with `group: NAME`.
struct AlarmGroups {
    private let groups: [Named<AlarmGroupSection>]

    init(_ groups: [Named<AlarmGroupSection>]) {
        self.groups = groups
    }

    var plans: [AlarmGroupPlan] {
        groups.map { group in
            AlarmGroupPlan(
                name: group.name,
                limit: Frequency(count: group.value.maximum ?? 1, perMilliseconds: group.value.per ?? 1),
                shape: group.value.shape)
        }
    }

    /// A rule's part in its group; nil where it is in none, or after an error was reported.
    func use(by rule: RuleSection, in compiler: TemplateCompiler) -> AlarmGroupUse? {
        guard let name = rule.group else { return nil }
        guard let index = groups.firstIndex(where: { $0.name == name }) else {
            let nearest = NearestName.nearest(to: name, among: groups.map(\.name)).map { "write '\($0)'" }
            compiler.diagnostics.error(
                "there is no group of alarms '\(name)'",
                mend: nearest ?? "write 'alarm_groups: {\(name): {max: 3, per: 10m}}' in weir.yaml", at: rule.groupMark)
            return nil
        }
        guard let label = groups[index].value.by else { return AlarmGroupUse(group: index, key: .everything) }
        if label == "device" { return AlarmGroupUse(group: index, key: .device) }
        if label == compiler.naming.label || compiler.section.labels.contains(where: { $0.name == label }) {
            if let slot = compiler.table.slot(of: label) { return AlarmGroupUse(group: index, key: .slot(slot)) }
            let value = compiler.section.labels.first { $0.name == label }?.value
            return AlarmGroupUse(group: index, key: .label(value ?? ""))
        }
        let labels = compiler.section.labels.map(\.name)
        compiler.diagnostics.error(
            "the group '\(name)' is by '\(label)', and the file has no such label",
            mend: NearestName.nearest(to: label, among: labels).map { "write 'by: \($0)' in weir.yaml" }
                ?? "write 'labels: {\(label): a}'", at: rule.groupMark)
        return nil
    }
}
