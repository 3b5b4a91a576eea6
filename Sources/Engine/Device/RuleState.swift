internal import Telemetry

struct RuleState: Sendable {
    /// What raises the rule: the one that its plan speaks of is used.
    var hold = Hold()
    var absence = Absence()
    var heartbeat = Heartbeat()
    /// One where the rule is a pattern, else none.
    var patterns: [KeyedPatternMatcher] = []
    /// How many events the pattern has seen.
    var eventCount: UInt64 = 0
    /// What stands between: nil where the file asks for none.
    var inhibition: Inhibition?
    var gate: RaiseGate?
    var repetition: Repetition?
    var latch = Latch()
    /// Whether the rule counts as raised for people, other rules and claims.
    var isRaised = false
    /// The trigger is raised, but too soon after the last time: ask again at this instant.
    var deferredUntil: Instant?
    /// When the claims of the last raise end, where they have a lease.
    var leaseEnd: Instant?
    /// Identity of the reading that started what is pending or raised.
    var cause: UInt64 = 0
    /// How often the rule was raised.
    var count: UInt64 = 0
    /// When it was raised last: the age of its claims.
    var raisedAt = Instant(milliseconds: 0)
    /// Nil where the rule is in no group of alarms.
    var alarm: AlarmState?
    /// One where the rule is a join, else none.
    var joins: [IntervalJoin] = []
    var timer = PendingTimer()

    init(_ plan: RulePlan) {
        if !plan.modifiers.inhibitors.isEmpty { inhibition = Inhibition(policy: plan.modifiers.inhibition) }
        gate = plan.modifiers.gate.map { RaiseGate(settings: $0) }
        repetition = plan.modifiers.everyMilliseconds.map {
            Repetition(period: $0, maximum: plan.modifiers.maximumRepeats)
        }
        if case .pattern(let pattern) = plan.trigger { patterns = [pattern.matcher] }
        if case .join(let join) = plan.trigger { joins = [IntervalJoin(join.settings)] }
        if plan.modifiers.alarmGroup != nil { alarm = AlarmState() }
    }

    /// Whether the trigger's time may pass. A pattern and a join go on under every inhibition: what is found then is dropped.
    /// What is raised clears as it would without one, so `keep` goes on too.
    var mayPass: Bool {
        if case .kept = hold.state { return true }
        return !patterns.isEmpty || !joins.isEmpty || inhibition?.mayPass ?? true
    }

    /// Whether the trigger is raised, whatever was told.
    func isTriggered(_ plan: RulePlan) -> Bool {
        switch plan.trigger {
        case .condition: hold.isRaised
        case .absence: absence.isRaised
        case .heartbeat: heartbeat.isRaised
        case .pattern, .join: false
        }
    }

    /// Whether the rule claims its actuators at an instant.
    func claims(_ plan: RulePlan, at now: Instant) -> Bool {
        guard plan.modifiers.leaseMilliseconds != nil, !latch.isLatched else { return isRaised }
        return leaseEnd.map { now < $0 } ?? false
    }

    /// When the rule has to be asked again even if nothing changes, but for the end of its lease.
    ///
    /// Mutating, although it changes nothing: an array lends its element to such a call, and copies it for any other.
    mutating func deadline(_ plan: RulePlan) -> Instant? {
        var next: Instant?
        func sooner(_ instant: Instant?) {
            guard let instant else { return }
            next = next.map { min($0, instant) } ?? instant
        }
        if mayPass { sooner(triggerDeadline(plan)) }
        if !(inhibition?.isActive ?? false) { sooner(deferredUntil) }
        sooner(repetition?.nextDeadline)
        return next
    }

    private mutating func triggerDeadline(_ plan: RulePlan) -> Instant? {
        switch plan.trigger {
        case .condition(let condition):
            hold.deadline(
                forMilliseconds: condition.forMilliseconds, keepMilliseconds: condition.keepMilliseconds)
        case .absence(let plan): absence.nextDeadline(withinMilliseconds: plan.withinMilliseconds)
        case .heartbeat(let plan): heartbeat.nextDeadline(withinMilliseconds: plan.withinMilliseconds)
        case .pattern: patterns[0].nextDeadline
        case .join: joins[0].nextDeadline
        }
    }
}

extension PatternPlan {
    /// The pattern before its first event. The checker has seen to it that there is one.
    var matcher: KeyedPatternMatcher {
        do {
            return try KeyedPatternMatcher(settings, maximumKeys: maximumKeys)
        } catch {
            preconditionFailure("the configuration checks patterns: \(error)")
        }
    }
}

extension RuleState {
    func write(to bytes: inout ByteWriter) {
        hold.write(to: &bytes)
        absence.write(to: &bytes)
        heartbeat.write(to: &bytes)
        bytes.unsigned(eventCount)
        bytes.bool(inhibition != nil)
        inhibition?.write(to: &bytes)
        bytes.bool(gate != nil)
        gate?.write(to: &bytes)
        bytes.bool(repetition != nil)
        repetition?.write(to: &bytes)
        latch.write(to: &bytes)
        bytes.bool(isRaised)
        bytes.optional(deferredUntil)
        bytes.optional(leaseEnd)
        bytes.word(cause)
        bytes.unsigned(count)
        bytes.signed(raisedAt.milliseconds)
        patterns.first?.write(to: &bytes)
        joins.first?.write(to: &bytes)
        if let alarm { bytes.bool(alarm.isUntold) }
    }

    /// - Parameter plan: the rule, of the same shape as the one that was written.
    init(from bytes: inout ByteReader, plan: RulePlan) throws(MalformedBytes) {
        let modifiers = plan.modifiers
        hold = try Hold(from: &bytes)
        absence = try Absence(from: &bytes)
        heartbeat = try Heartbeat(from: &bytes)
        eventCount = try bytes.unsigned()
        if try bytes.asked(by: modifiers.inhibitors.isEmpty ? nil : modifiers.inhibition) != nil {
            inhibition = try Inhibition(from: &bytes, policy: modifiers.inhibition)
        }
        if let settings = try bytes.asked(by: modifiers.gate) {
            gate = try RaiseGate(from: &bytes, settings: settings)
        }
        if let period = try bytes.asked(by: modifiers.everyMilliseconds) {
            repetition = try Repetition(from: &bytes, period: period, maximum: modifiers.maximumRepeats)
        }
        latch = try Latch(from: &bytes)
        isRaised = try bytes.bool()
        deferredUntil = try bytes.optionalInstant()
        leaseEnd = try bytes.optionalInstant()
        cause = try bytes.word()
        count = try bytes.unsigned()
        raisedAt = Instant(milliseconds: try bytes.signed())
        if case .pattern(let pattern) = plan.trigger {
            patterns = [
                try KeyedPatternMatcher(from: &bytes, settings: pattern.settings, maximumKeys: pattern.maximumKeys)
            ]
        }
        if case .join(let join) = plan.trigger { joins = [try IntervalJoin(from: &bytes, settings: join.settings)] }
        if modifiers.alarmGroup != nil { alarm = AlarmState(isUntold: try bytes.bool()) }
    }
}

extension ByteReader {
    /// What a rule asks for, where the bytes have a state of it; both have it, or neither.
    fileprivate mutating func asked<Settings>(by settings: Settings?) throws(MalformedBytes) -> Settings? {
        guard try bool() == (settings != nil) else { throw malformed }
        return settings
    }
}

extension Hold {
    fileprivate func write(to bytes: inout ByteWriter) {
        switch state {
        case .idle: bytes.byte(0)
        case .pending(let since):
            bytes.byte(1)
            bytes.instant(since)
        case .raised: bytes.byte(2)
        case .kept(let since):
            bytes.byte(3)
            bytes.instant(since)
        case .spent: bytes.byte(4)
        }
    }

    fileprivate init(from bytes: inout ByteReader) throws(MalformedBytes) {
        self.init()
        switch try bytes.byte() {
        case 0: state = .idle
        case 1: state = .pending(since: try bytes.instant())
        case 2: state = .raised
        case 3: state = .kept(since: try bytes.instant())
        case 4: state = .spent
        default: throw bytes.malformed
        }
    }
}
