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
    var scores: [ScoreState]
    /// What each operator of an expression remembers.
    var memories: [Memory]
    /// The window of each operator that has one.
    var rolling: [RollingWindow?]
    /// The queue entry of each schedule.
    var scheduleTimers: [PendingTimer]
    /// The queue entry of each operator.
    var operatorTimers: [PendingTimer]
    /// Signals of which a group limits the sum.
    var measures: [GroupMeasure] = []
    /// What is known of its members, by gathering and row; empty for a device that gathers none.
    var members: [[MemberRow]] = []
    /// False until every actuator is ready: as long as it is, each reading may make one ready.
    var isAwake = false
    /// The device's own clock; nil where every reading counts at its arrival.
    var eventClock: EventClock?

    init(name: String, template: Int, plan: Template, now: Instant, wallOffset: Int64) {
        self.name = name
        self.template = template
        var hash = StableHash()
        hash.combine(name)
        nameHash = hash.value
        slots = plan.slots.map { $0.kind == .device ? .string(name) : $0.initial }
        if let device = plan.devices.first(where: { $0.name == name }) {
            for parameter in device.parameters { slots[parameter.slot] = parameter.value }
        }
        for (index, signal) in plan.signals.enumerated() {
            if let rest = signal.restValue { slots[index] = Expressions.Value(rest) }
        }
        scheduleTimers = plan.schedules.map { _ in PendingTimer() }
        signals = plan.signals.map { SignalState($0) }
        inputs = plan.inputs.map { _ in InputState() }
        rules = plan.rules.map { RuleState($0) }
        actuators = plan.actuators.map { ActuatorState($0, now: now) }
        summaries = plan.summaries.map { SummaryState($0) }
        scores = plan.scores.map { ScoreState($0, device: name) }
        memories = plan.operators.map { _ in Memory() }
        rolling = plan.operators.map { $0.rolling.map { RollingWindow($0) } }
        operatorTimers = plan.operators.map { _ in PendingTimer() }
        eventClock = plan.eventTime.map {
            EventClock(
                $0, signals: plan.signals.count, rules: plan.rules.count, now: now, wallOffset: wallOffset)
        }
    }
}

/// A signal that a group of actuators looks at.
struct GroupMeasure: Sendable {
    var slot: Int
    var group: Int
    var member: Int
}

struct SignalState: Sendable {
    /// When the last valid value came; nil when none has since the service started, or since it turned stale.
    var seen: Instant?
    /// Since when a first value is waited for: the start of the service, or the device's admission. Nil once one came, or
    /// none came for so long that the signal is known to be stale; and where nobody asks.
    var awaited: Instant?
    /// The value that is used was retained: nothing began with it, so a measured one near it still has to be judged.
    var isRetained = false
    /// Nil where nothing is filtered but a valid range and a deadband.
    var filter: SignalFilter?
    var timer = PendingTimer()

    init(_ plan: SignalPlan) {
        filter = plan.filter.map { SignalFilter($0) }
    }
}

struct InputState: Sendable {
    /// How many readings came: the reading's number, part of the identity of what it causes.
    var count: UInt64 = 0
    /// The greatest device time seen.
    var latest: Timestamp?
}

struct SummaryState: Sendable {
    var windows: Windows<SummaryContents>
    /// How many windows closed early, as it was counted; no part of a snapshot.
    var cutCount: Int64 = 0
    /// How many windows were emitted: part of their identity.
    var count: UInt64 = 0
    /// By item, the number that holds until the next one comes; nil where none does, or nothing asks for it.
    var held: [Double?]
    var timer = PendingTimer()

    init(_ plan: SummaryPlan) {
        held = plan.items.map { _ in nil }
        windows = Windows(plan.window, empty: plan.contents)
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
