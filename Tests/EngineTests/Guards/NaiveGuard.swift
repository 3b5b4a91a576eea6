import Engine
import Telemetry

/// An actuator's guards the slow way: keeps everything that ever happened and computes each answer from the beginning.
struct NaiveGuard {
    struct Moment {
        var time: Int64
        var wanted: Bool
        var fresh: Bool
        var isStart = false
        /// Filled in after the decision.
        var value: Bool
    }

    let settings: GuardSettings
    /// Nobody knows since when; far from the ends of the numbers, so that differences of times are numbers.
    static let beforeAll: Int64 = -(1 << 60)

    /// Since when it has been watched; `beforeAll` before the first start.
    private(set) var created: Int64
    /// Decisions and starts of the service, in order.
    var moments: [Moment]
    /// When the output was switched, and to what.
    var switches: [(time: Int64, value: Bool)] = []

    init(settings: GuardSettings, created: Int64 = 0) {
        self.settings = settings
        self.created = created
        moments = [Moment(time: created, wanted: settings.safe, fresh: false, isStart: true, value: settings.safe)]
    }

    var value: Bool { moments[moments.count - 1].value }
    private var lastSwitch: Int64 { switches.last?.time ?? created }

    /// The service starts at `time`, which is when it was seen at work last: its time stands still meanwhile.
    mutating func restart(time: Int64) {
        // A moment of work at the end of the old run, so that the length of a run can be read from the moments alone.
        var end = moments[moments.count - 1]
        end.time = time
        end.isStart = false
        moments.append(end)
        if value != settings.safe { switches.append((time, settings.safe)) }
        if created == Self.beforeAll { created = time }
        moments.append(
            Moment(time: time, wanted: end.wanted, fresh: false, isStart: true, value: settings.safe))
    }

    mutating func decide(_ inputs: GuardInputs, group: GroupAnswer, time: Int64) -> (value: Bool, reason: String?) {
        let wanted = inputs.winner?.value ?? settings.rest
        moments.append(Moment(time: time, wanted: wanted, fresh: inputs.areFresh, value: value))
        let (target, reason) = outcome(inputs, wanted: wanted, group: group, time: time)
        if target != value { switches.append((time, target)) }
        moments[moments.count - 1].value = target
        return (target, target == wanted ? nil : reason)
    }

    /// What the group is asked for; nil where the output does not want to start.
    func startRequest(_ inputs: GuardInputs, time: Int64) -> StartRequest? {
        var later = self
        let wanted = inputs.winner?.value ?? settings.rest
        later.moments.append(Moment(time: time, wanted: wanted, fresh: inputs.areFresh, value: value))
        guard wanted, !value, !settings.safe else { return nil }
        // As if the group granted it, and nobody waited for anything.
        var free = later
        free.switches = []
        free.created = Self.beforeAll
        var open = inputs
        (open.permissive, open.hasSwitched) = (.yes, false)
        guard free.outcome(open, wanted: wanted, group: .granted, time: time).0 else { return nil }
        // One that no strong claim hastens.
        var weak = inputs
        weak.winner?.priority = 10
        weak.winner?.isLatched = false
        let isAble = later.outcome(weak, wanted: wanted, group: .granted, time: time).0
        let since = later.moments.reversed().prefix { $0.wanted }.last?.time ?? time
        return StartRequest(
            priority: inputs.winner?.priority ?? StartRequest.restPriority,
            since: inputs.winner?.since ?? Instant(milliseconds: since), isAble: isAble)
    }

    private func outcome(
        _ inputs: GuardInputs, wanted: Bool, group: GroupAnswer, time: Int64
    ) -> (Bool, String?) {
        let safe = settings.safe
        if settings.hasInterlock && inputs.interlock != .yes { return (safe, "interlock") }
        if inputs.hasFailed { return (safe, "fault") }
        if !isAwake(at: time) { return (safe, "not_ready") }
        if !inputs.areFresh { return (safe, "stale") }
        if isSpent { return (false, "max_on") }
        if wanted == value { return (value, nil) }
        if wanted != safe {
            if settings.hasPermissive && inputs.permissive != .yes { return (value, "permissive") }
            if wanted, group != .granted { return (value, "group") }
        }
        let strong = inputs.winner.map { $0.isLatched || $0.priority < 3 } ?? false
        if strong && (wanted == safe || wanted == false) {
            return inputs.hasSwitched && wanted != safe ? (value, "feedback") : (wanted, nil)
        }
        if wanted && time - lastSwitch < settings.minOff { return (value, "min_off") }
        if !wanted && time - lastSwitch < settings.minOn { return (value, "min_on") }
        if let rate = settings.maxSwitches {
            let recent = switches.filter { $0.time > time - rate.perMilliseconds }
            if recent.count >= rate.count { return (value, "rate") }
        }
        if inputs.hasSwitched { return (value, "feedback") }
        return (wanted, nil)
    }

    private func isAwake(at time: Int64) -> Bool {
        let start = moments.lastIndex { $0.isStart }!
        return moments[start...].contains { $0.fresh && $0.time >= moments[start].time + settings.startDelay }
    }

    /// Whether it has been on for too long at a time to come, if nothing happens until then.
    func isSpent(at time: Int64) -> Bool {
        var later = self
        var moment = moments[moments.count - 1]
        moment.time = time
        moment.isStart = false
        later.moments.append(moment)
        return later.isSpent
    }

    /// Walks through all moments: how long the output was on, and whether that was ever too long since nobody wanted it.
    private var isSpent: Bool {
        guard let limit = settings.maxOn, !settings.safe else { return false }
        var run: Int64 = 0
        var spent = false
        var former = moments[0]
        for (index, moment) in moments.enumerated().dropFirst() {
            if former.value, !moment.isStart { run += moment.time - former.time }
            if run >= limit { spent = true }
            let isLast = index == moments.count - 1
            // Before the last decision its value is what it was; it is being made.
            let valueBefore = former.value && !moment.isStart
            if !moment.wanted && !valueBefore { (run, spent) = (0, false) }
            if !isLast, valueBefore, !moment.value {
                run = 0
                if !moment.wanted { spent = false }
            }
            former = moment
        }
        return spent
    }
}
