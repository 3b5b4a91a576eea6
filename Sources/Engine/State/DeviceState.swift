internal import Expressions
internal import Telemetry

/// Everything the engine remembers of one device.
struct DeviceState: Sendable {
    let name: String
    let nameHash: UInt64
    let template: Int
    /// The values of all variables, by slot.
    var slots: [Expressions.Value]
    var signals: [SignalState]
    var inputs: [InputState]
    var rules: [RuleState]
    var actuators: [ActuatorState]
    var summaries: [SummaryState]
    /// False until every actuator is ready: as long as it is, each reading may make one ready.
    var isAwake = false

    init(name: String, template: Int, plan: Template) {
        self.name = name
        self.template = template
        var hash = StableHash()
        hash.combine(name)
        nameHash = hash.value
        slots = plan.slots.map(\.initial)
        if let device = plan.devices.first(where: { $0.name == name }) {
            for parameter in device.parameters { slots[parameter.slot] = parameter.value }
        }
        signals = plan.signals.map { _ in SignalState() }
        inputs = plan.inputs.map { _ in InputState() }
        rules = plan.rules.map { _ in RuleState() }
        actuators = plan.actuators.map { ActuatorState(commanded: $0.safe) }
        summaries = plan.summaries.map { SummaryState(items: $0.items) }
    }
}

struct SignalState: Sendable {
    /// When the last valid value came; nil when none has since the service started, or since it turned stale.
    var seen: Instant?
    /// The value that is used was retained: nothing began with it, so a measured one near it still has to be judged.
    var isRetained = false
    var timer = PendingTimer()
}

struct InputState: Sendable {
    /// How many readings came: the reading's number, part of the identity of what it causes.
    var count: UInt64 = 0
    /// The greatest device time seen.
    var latest: Timestamp?
}

struct RuleState: Sendable {
    var hold = Hold()
    /// Identity of the reading that started what is pending or raised.
    var cause: UInt64 = 0
    /// How often the rule was raised.
    var count: UInt64 = 0
    /// When it was raised last: the age of its claims.
    var raisedAt = Instant(milliseconds: 0)
    var timer = PendingTimer()

    var isRaised: Bool { hold.state == .raised }
}

struct ActuatorState: Sendable {
    /// The value it was last told to take.
    var commanded: Bool
    /// Whether all that decides about it has been heard since the service started; until then it stays safe.
    var isReady = false
    /// How many commands were given: part of their identity.
    var count: UInt64 = 0
}

struct SummaryState: Sendable {
    var window: TumblingWindow?
    var items: [Accumulator]
    /// How many windows were emitted: part of their identity.
    var count: UInt64 = 0
    var timer = PendingTimer()

    init(items: [SummaryPlan.Item]) {
        self.items = items.map { Accumulator(needs: AggregateNeeds($0.aggregates)) }
    }
}

/// The one queue entry of an owner that counts. Derived from the rest of the state, so not part of a snapshot.
struct PendingTimer: Sendable {
    var due: Instant?

    /// Whether a new entry is needed for `wanted`; an earlier entry serves, since its owner then asks again.
    mutating func needsEntry(for wanted: Instant) -> Bool {
        if let due, due <= wanted { return false }
        due = wanted
        return true
    }

    /// Whether an entry that came due is the one that counts; it is used up.
    mutating func take(_ entry: Instant) -> Bool {
        guard due == entry else { return false }
        due = nil
        return true
    }
}
