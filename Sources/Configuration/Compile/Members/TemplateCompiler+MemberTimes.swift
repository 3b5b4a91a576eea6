internal import Documents
internal import Engine

extension TemplateCompiler {
    /// What members measure comes to a device that gathers when its turn has come in the order of their times; their
    /// times themselves it does not know. A window or a pattern over it would give another answer than what was measured,
    /// so there is none.
    func refuseMemberTimes(_ template: Template) {
        for (index, gathering) in gatherings.enumerated() {
            guard let timed = gathering.compilers.first(where: \.isByEventTime) else { continue }
            let gathered = slots(of: index)
            let path = timed.section.deviceMark.file.path
            func refuse(_ what: String, _ gap: String, at mark: Mark) {
                diagnostics.error(
                    "\(what) would count what '\(gathering.name)' gathers when it comes, not when it was measured: "
                        + "\(path) has 'max_delay', and \(gap)",
                    mend: "derive it in \(path), such as 'derive: {usual: \"mean(power, 10m)\"}', and gather that, or "
                        + "leave out 'max_delay' there", at: mark)
            }
            func isGathered(_ slots: [Int]) -> Bool { !template.slots(behind: slots).isDisjoint(with: gathered) }

            for plan in template.operators where plan.function.isOverTime && isGathered(plan.slotsRead) {
                refuse("'\(plan.name)'", "each member has a time of its own", at: gathering.mark)
            }
            for (summary, plan) in zip(section.summaries, template.summaries)
            where isGathered(plan.items.map(\.slot)) {
                refuse("the summary '\(plan.name)'", "each member has a time of its own", at: summary.mark)
            }
            for (score, plan) in zip(section.scores, template.scores) where isGathered(plan.slotsRead) {
                refuse("the score '\(plan.name)'", "each member has a time of its own", at: score.mark)
            }
            for (rule, plan) in zip(section.rules, template.rules) where isGathered(plan.trigger.slotsRead) {
                switch plan.trigger {
                case .pattern, .join:
                    refuse(
                        "'\(plan.name)'", "the order in which things happened is not that in which they come",
                        at: rule.mark)
                case .condition, .absence, .heartbeat: break
                }
            }
        }
    }

    /// What comes from the members of a gathering: their readings, and what is computed of all of them.
    private func slots(of index: Int) -> Set<Int> {
        let plan = gatheringPlans[index]
        var slots = Set(plan.readings.map(\.slot) + [plan.memberSignal])
        for plan in operators {
            if case .members(_, gathering: index) = plan.function { slots.insert(plan.slot) }
        }
        return slots
    }
}

extension OperatorPlan.Function {
    /// Whether the times of its values decide what it gives.
    fileprivate var isOverTime: Bool {
        switch self {
        case .window, .rate, .ewma, .unchanged: true
        case .becomes, .occurs, .changed, .delta, .age, .aged, .members: false
        }
    }
}
