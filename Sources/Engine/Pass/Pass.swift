internal import Expressions
internal import Telemetry

/// What the work on one device needs besides the device itself. One for the whole engine, reused from step to step; its
/// lists and sets are empty between steps.
struct Pass: Sendable {
    /// The engine's time; never decreases.
    var now = Instant.beforeAll
    /// Counts the passings of time.
    var number: UInt64 = 0
    /// How far time passes at once, and how far the clock of the device that is followed does; `beforeAll` else.
    var until = Instant.beforeAll
    var deviceUntil = Instant.beforeAll
    /// Wall clock minus `now`, in milliseconds.
    var wallOffset: Int64 = 0
    /// How long the service was away before it started last.
    var away = TimeAway()
    /// Seeds every identity; see `Engine.renewIdentitySeed`.
    var identitySeed: UInt64 = 0
    var counters = EngineCounters()
    var timers = TimerQueue()
    /// What the step has said so far.
    var records: [Output] = []
    var cause = Cause(identity: 0, time: Instant(milliseconds: 0), kind: .silent)
    /// Index of the device under way.
    var device = 0
    /// Nodes to evaluate, a bit each.
    var dirty: DirtySet
    /// Derived values to add to windows even if they do not change, by their nodes.
    var samples: DirtySet
    /// Actuators to decide, a bit each.
    var contested: DirtySet
    /// Limits over actuators of several devices.
    var groups: [ActuatorGroup] = []
    let groupPlans: [GroupPlan]
    var groupTimers: [PendingTimer] = []
    /// What was told and held back of rules that are told together.
    var alarms: AlarmBoard
    /// Groups in which a member has changed: those that wait are asked again.
    var regrouped: Set<Int> = []
    /// Slots that are true for this evaluation only.
    var pulses: [Int] = []
    /// Actuators that were switched in the instant under way.
    var switched: [(device: Int, actuator: Int)] = []
    /// Windows that have closed and are not said yet.
    var closed: [ClosedWindow<SummaryContents>] = []
    /// Patterns that were found and are not told yet.
    var matches: [KeyedPatternMatcher.KeyedMatch] = []
    /// Values of the device that others read and that have changed.
    var exports: [Export] = []
    /// The held reading whose turn has come.
    var released = HeldReading()

    /// Nil but where somebody asks what a record followed from.
    var witness: Witness?

    /// Values that the device has measured and that others gather.
    var measured: [Measured] = []

    struct Measured: Sendable {
        var signal: Int
        var value: Expressions.Value
    }

    struct Export: Sendable {
        var slot: Int
        var value: Expressions.Value
    }

    init(plan: Plan) {
        dirty = DirtySet(capacity: plan.templates.map(\.nodes.count).max() ?? 0)
        samples = DirtySet(capacity: plan.templates.map(\.nodes.count).max() ?? 0)
        contested = DirtySet(capacity: plan.templates.map(\.actuators.count).max() ?? 0)
        alarms = AlarmBoard(plan.alarmGroups)
        groupPlans = plan.groups
        groups = plan.groups.map { ActuatorGroup(settings: $0.settings, now: now) }
        groupTimers = plan.groups.map { _ in PendingTimer() }
    }

    /// Makes sure that the members that wait for a group are asked when the next may start.
    mutating func waitForGroup(_ group: Int) {
        guard let due = groups[group].nextDeadline(now: now), groupTimers[group].needsEntry(for: due) else { return }
        timers.push(TimerQueue.Entry(due: due, owner: .group, index: UInt32(group), device: 0))
    }

    /// Whether the wall clock shows a time that can be true.
    var isClockKnown: Bool { wall(now) >= DeviceTrust.known }

    /// Wall clock minus `now`, in milliseconds; nil while that can't be true.
    var knownOffset: Int64? { isClockKnown ? wallOffset : nil }

    /// The wall-clock time of an instant.
    func wall(_ instant: Instant) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds &+ wallOffset)
    }

    /// The instant of a wall-clock time.
    func instant(_ time: Timestamp) -> Instant {
        Instant(milliseconds: time.milliseconds &- wallOffset)
    }
}
