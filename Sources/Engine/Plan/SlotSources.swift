internal import Expressions

/// What the values of a template's slots come from.
struct SlotSources {
    private let signals: [SignalPlan]
    /// By slot, the slots that its value is made of.
    private var sources: [Int: [Int]] = [:]

    init(
        signals: [SignalPlan], nodes: [PlanNode], operators: [OperatorPlan], rules: [RulePlan], scores: [ScorePlan]
    ) {
        self.signals = signals
        for case .derived(let derived) in nodes { sources[derived.slot] = derived.program.slotsRead }
        for plan in operators { sources[plan.slot] = plan.slotsRead }
        // A score is a signal itself; what it says of itself is new with it.
        for score in scores { for slot in score.words.slots { sources[slot] = [score.signal] } }
        for rule in rules {
            sources[rule.raisedSlot] = rule.slotsRead
            // A heartbeat reads no slot, but hears of signals only.
            if case .heartbeat = rule.trigger { sources[rule.raisedSlot] = Array(signals.indices) }
        }
        for (signal, plan) in signals.enumerated() {
            for slot in [plan.staleSlot, plan.validSlot, plan.stuckSlot].compactMap(\.self) { sources[slot] = [signal] }
        }
    }

    /// The same without what holds at its rest value while nobody tells it: it is waited for by nothing.
    func signals(behind slots: [Int]) -> Set<Int> {
        allSignals(behind: slots).filter { signals[$0].restValue == nil }
    }

    /// The signals behind slots, themselves or through derived values, rules and what remembers.
    func allSignals(behind slots: [Int]) -> Set<Int> { all(behind: slots).filter { $0 < signals.count } }

    /// All slots behind slots, these included.
    func all(behind slots: [Int]) -> Set<Int> {
        var open = slots
        var seen: Set<Int> = []
        while let slot = open.popLast() {
            guard seen.insert(slot).inserted else { continue }
            open.append(contentsOf: sources[slot] ?? [])
        }
        return seen
    }
}
