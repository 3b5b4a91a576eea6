public import Telemetry

/// The last word about one output of one device: above rules, people and commands.
///
/// The guards are asked in a fixed order, and the first that objects is the reason: latch (a latched claim wins every
/// arbitration), interlock, a fault, inputs that are stale (or not yet fresh since the start), `max_on`, permissive, group,
/// `min_on` and `min_off`, switch rate.
///
/// - An interlock must be true for any value but `safe`; the moment it is not, or can't be evaluated, the output is safe.
/// - A permissive is asked only for a *start*: a change away from `safe`, which is to true where `safe` is false, and to
///   false where `safe` is true. It never stops anything. One that can't be evaluated denies.
/// - A group is asked only for a change to true that is not to `safe`: nothing keeps an output from its safe value.
/// - Within one instant an output changes once, so that a rule that undoes its own cause comes to an end: the next change
///   waits for `feedbackPause`, or for the next instant at which something asks. An urgent one to `safe` does not wait.
/// - *Urgent* changes pass the minimum times and the rate: all to `safe` by an interlock, a fault, stale inputs or `max_on`,
///   and those to `safe` or to false by a latched claim or one of priority 1 or 2. Any other change waits.
///
/// Use per instant: `startRequest`, ask the group with it, `decide` with the answer, and tell the group a change.
public struct ActuatorGuard: Sendable, Equatable {
    enum Readiness: Sendable, Equatable {
        /// The service started then, and not all inputs were fresh at once since, or the start delay is not over.
        case waking(since: Instant)
        /// The output may leave its safe value.
        case awake
    }

    /// What was told last, so that it is not told again.
    struct Denial: Sendable, Equatable {
        var reason: DenialReason
        var wanted: Bool
        var origin: Claim.Origin?
    }

    /// How long an output that was denied for `feedback` is left alone, in milliseconds.
    public static let feedbackPause: Int64 = 1_000

    public let settings: GuardSettings
    /// The value that the output was told to have: `NAME.commanded`.
    public internal(set) var value: Bool
    /// When it was told so: `NAME.since`.
    public internal(set) var since: Instant
    /// How often the output was switched, restarts included.
    public internal(set) var switchCount: UInt64 = 0
    var readiness: Readiness
    /// `max_on` is used up, and the wish for true has not dropped since.
    var isSpent = false
    /// Milliseconds of the present run that lie before a restart.
    var carriedRun: Int64 = 0
    var wanted: Bool
    var wantedSince: Instant
    var denial: Denial?
    var switches: RecentInstants
    /// The present value counts as held for long: minimum times and the switch rate are over.
    var isSettled = false

    /// A guard that knows nothing of the past: its output is safe, and counts as switched just now.
    public init(settings: GuardSettings, now: Instant) {
        self.settings = settings
        value = settings.safe
        since = now
        readiness = .waking(since: now)
        wanted = settings.safe
        wantedSince = now
        switches = RecentInstants(capacity: settings.maxSwitches?.count ?? 1)
    }

    /// Why the output is not what is wanted; nil when it is. `NAME.denied` is whether there is a reason.
    public var denied: DenialReason? { denial?.reason }

    /// Nothing of the past stands against the next change: for rehearsals, which begin in a state that has lasted.
    public mutating func settle() {
        isSettled = true
    }

    /// The service starts again, and the output has been put to its safe value.
    ///
    /// An output that was safe keeps its time, so that `min_off` goes on counting; one that was not counts as switched now,
    /// and so does one whose past nobody knows, as the store is new: it may have been on until a moment ago.
    /// A run that the restart cut short is not forgotten: what it took of `max_on` counts for the next run.
    ///
    /// Instants stand still while the service is away, so the time away counts for nothing: no clock that is set wrongly
    /// cuts a guard short.
    public mutating func restart(now: Instant) {
        readiness = .waking(since: now)
        denial = nil
        if let limit = settings.maximumRun, value {
            let (run, overflow) = carriedRun.addingReportingOverflow(now.elapsed(since: since))
            isSpent = isSpent || overflow || run >= limit
            carriedRun = isSpent ? 0 : run
        }
        if value != settings.safe {
            change(to: settings.safe, now: now)
        } else if since == .beforeAll {
            since = now
        }
        endRun()
    }

    /// What to ask the group for at this instant; nil when the output does not want to start.
    public mutating func startRequest(_ inputs: GuardInputs, now: Instant) -> StartRequest? {
        observe(inputs, now: now)
        let target = verdict(inputs).target
        guard target, !value, !settings.safe else { return nil }
        return StartRequest(
            priority: inputs.winner?.priority ?? StartRequest.restPriority, since: inputs.winner?.since ?? wantedSince,
            isAble: permits(inputs) && !inputs.hasSwitched
                && waitingTime(target: target, isUrgent: false, now: now) == nil)
    }

    /// Decides, and takes over what was decided.
    public mutating func decide(_ inputs: GuardInputs, group: GroupAnswer = .granted, now: Instant) -> Decision {
        observe(inputs, now: now)
        let verdict = verdict(inputs)
        var obstacle: Obstacle?
        var isChange = false
        if verdict.target != value {
            obstacle = self.obstacle(verdict, inputs, group: group, now: now)
            if obstacle == nil {
                if !verdict.target { carriedRun = 0 }
                change(to: verdict.target, now: now)
                isChange = true
                endRun()
            }
        }
        let isNews = tell(value == wanted ? nil : obstacle?.reason ?? verdict.trip, inputs.winner)
        return Decision(
            value: value, isChange: isChange, winner: inputs.winner, reason: denial?.reason, isNews: isNews,
            next: next(after: obstacle, now: now))
    }
}

extension ActuatorGuard {
    /// What would be, but for minimum times, permissive, group and rate.
    private struct Verdict {
        var target: Bool
        /// The guard that forces the safe value.
        var trip: DenialReason?
        var isUrgent: Bool
    }

    private struct Obstacle {
        var reason: DenialReason
        var retryAt: Instant?
    }

    /// What follows from the passing of time and from the wish alone.
    private mutating func observe(_ inputs: GuardInputs, now: Instant) {
        let wish = inputs.winner?.value ?? settings.rest
        if wish != wanted {
            wanted = wish
            wantedSince = now
        }
        if case .waking(let start) = readiness, inputs.areFresh, now >= start.advanced(by: settings.startDelay) {
            readiness = .awake
        }
        if let limit = settings.maximumRun, carriedRun >= limit || runEnd.map({ now >= $0 }) ?? false { isSpent = true }
        endRun()
    }

    /// Off and not wanted on: the next run has all of `max_on` before it.
    private mutating func endRun() {
        guard !wanted, !value else { return }
        isSpent = false
        carriedRun = 0
    }

    /// When `max_on` ends the present run.
    private var runEnd: Instant? {
        guard value, let limit = settings.maximumRun else { return nil }
        return since.advanced(by: max(0, limit - carriedRun))
    }

    private func verdict(_ inputs: GuardInputs) -> Verdict {
        if let trip = trip(inputs) { return Verdict(target: settings.safe, trip: trip, isUrgent: true) }
        let isDownhill = wanted == settings.safe || !wanted
        return Verdict(target: wanted, trip: nil, isUrgent: isDownhill && inputs.winner?.isUrgent ?? false)
    }

    private func trip(_ inputs: GuardInputs) -> DenialReason? {
        if settings.hasInterlock || inputs.interlock != nil, inputs.interlock != .yes { return .interlock }
        if inputs.hasFailed { return .fault }
        if readiness != .awake { return .notReady }
        if !inputs.areFresh { return .stale }
        return isSpent ? .maxOn : nil
    }

    private func permits(_ inputs: GuardInputs) -> Bool {
        (!settings.hasPermissive && inputs.permissive == nil) || inputs.permissive == .yes
    }

    private func obstacle(
        _ verdict: Verdict, _ inputs: GuardInputs, group: GroupAnswer, now: Instant
    ) -> Obstacle? {
        if verdict.target != settings.safe {
            guard permits(inputs) else { return Obstacle(reason: .permissive, retryAt: nil) }
            if verdict.target, case .denied(let denial, let retryAt) = group {
                return Obstacle(reason: .group(denial), retryAt: retryAt)
            }
        }
        if let wait = waitingTime(target: verdict.target, isUrgent: verdict.isUrgent, now: now) { return wait }
        guard inputs.hasSwitched, !(verdict.isUrgent && verdict.target == settings.safe) else { return nil }
        return Obstacle(reason: .feedback, retryAt: now.advanced(by: ActuatorGuard.feedbackPause))
    }

    /// The minimum time or the switch rate that stands against a change.
    private func waitingTime(target: Bool, isUrgent: Bool, now: Instant) -> Obstacle? {
        guard !isUrgent, !isSettled else { return nil }
        let end = since.advanced(by: target ? settings.minOff : settings.minOn)
        if now < end { return Obstacle(reason: target ? .minOff : .minOn, retryAt: end) }
        if let rate = settings.maxSwitches, let free = switches.roomAt(now: now, span: rate.perMilliseconds) {
            return Obstacle(reason: .rate, retryAt: free)
        }
        return nil
    }

    private mutating func change(to target: Bool, now: Instant) {
        value = target
        since = now
        isSettled = false
        switchCount += 1
        if settings.maxSwitches != nil { switches.append(now) }
    }

    /// Whether the denial is new.
    private mutating func tell(_ reason: DenialReason?, _ winner: Claim?) -> Bool {
        let present = reason.map { Denial(reason: $0, wanted: wanted, origin: winner?.origin) }
        defer { denial = present }
        return present != nil && present != denial
    }

    private func next(after obstacle: Obstacle?, now: Instant) -> Instant? {
        var next = obstacle?.retryAt
        func sooner(_ instant: Instant?) {
            guard let instant, instant > now else { return }
            next = next.map { min($0, instant) } ?? instant
        }
        sooner(runEnd)
        if case .waking(let start) = readiness { sooner(start.advanced(by: settings.startDelay)) }
        return next
    }
}
