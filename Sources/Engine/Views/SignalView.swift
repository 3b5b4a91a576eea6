public import Telemetry

/// A signal or a derived value as people are shown it.
public struct SignalView: Sendable {
    public var name: String
    /// UCUM code; nil when the file gives none.
    public var unit: String?
    /// Nil: never seen, stale, or an error of its expression.
    public var value: Value?
    /// When the last valid value came; nil for derived values, and for signals that have none.
    public var seen: Instant?
    public var isDerived: Bool
    /// Whether the value is old, its age unknown.
    public var isRetained: Bool
    /// Whether it is a score that has no value yet, as it takes what comes for healthy.
    public var isLearning = false
    /// Why a score is what it is: its words that have a value, such as `signal`, `expected` and `since`.
    public var explanation: [NamedValue] = []
}

extension Engine {
    /// The signals and derived values of a device as they are now, in declared order.
    public func signals(device: Int) -> [SignalView] {
        let state = devices[device]
        let template = plan.templates[state.template]
        let learning = Set(
            zip(template.scores, state.scores).filter { $1.isLearning }.map { plan, _ in plan.signal })
        return template.slots.indices.compactMap { slot in
            guard template.slots[slot].kind.isReported else { return nil }
            let name = template.slots[slot].name
            let value = state.slots[slot].telemetry
            // The signals' slots come first, in the signals' order.
            guard slot < template.signals.count else {
                return SignalView(name: name, value: value, isDerived: true, isRetained: false)
            }
            return SignalView(
                name: name, unit: template.signals[slot].unit, value: value, seen: state.signals[slot].seen,
                isDerived: false, isRetained: state.signals[slot].isRetained,
                isLearning: learning.contains(slot), explanation: explanation(of: slot, state, template))
        }
    }

    private func explanation(of signal: Int, _ state: DeviceState, _ template: Template) -> [NamedValue] {
        guard let score = template.scores.first(where: { $0.signal == signal }) else { return [] }
        return score.words.explanation.compactMap { slot in
            let word = template.slots[slot].name.dropFirst(score.name.count + 1)
            return state.slots[slot].telemetry.map { NamedValue(name: String(word), value: $0) }
        }
    }
}
