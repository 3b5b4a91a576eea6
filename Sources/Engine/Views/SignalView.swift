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
}

extension Engine {
    /// The signals and derived values of a device as they are now, in declared order.
    public func signals(device: Int) -> [SignalView] {
        let state = devices[device]
        let template = plan.templates[state.template]
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
                isDerived: false, isRetained: state.signals[slot].isRetained)
        }
    }
}
