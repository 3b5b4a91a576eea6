internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func compileSummaries() -> [SummaryPlan] {
        section.summaries.compactMap { summary in
            let items = summary.value.items.compactMap { item -> SummaryPlan.Item? in
                guard let slot = table.slot(of: item.name),
                    table.slots[slot].kind == .signal || table.slots[slot].kind == .derived
                else {
                    let mend = NearestName.nearest(to: item.name, among: table.names.filter { !$0.contains(".") })
                    diagnostics.error(
                        "there is no signal or derived value '\(item.name)'", mend: mend.map { "write '\($0)'" },
                        at: item.mark)
                    return nil
                }
                let type = table.environment.type(of: item.name) ?? .dyn
                if type == .bool || type == .string, item.value.contains(where: \.isNumeric) {
                    diagnostics.error(
                        "'\(item.name)' is no number", mend: "write [count] or [last]", at: item.mark)
                }
                return SummaryPlan.Item(slot: slot, name: item.name, aggregates: item.value)
            }
            guard var window = summary.value.window else { return nil }
            window.maximumOpen = limits.windows
            return SummaryPlan(
                name: summary.name, window: window, items: items,
                shape: summary.value.shape)
        }
    }
}
