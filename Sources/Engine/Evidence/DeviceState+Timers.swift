internal import Telemetry

extension DeviceState {
    /// The times that a rule counts, as they stand.
    /// - Parameter record: what the rule said just now.
    func timers(
        of index: Int, _ record: Output?, _ rule: RulePlan, _ pass: borrowing Pass
    ) -> [RuleEvidence.Timer] {
        let state = rules[index]
        var timers: [RuleEvidence.Timer] = []
        /// What has just run out began so long before.
        func add(_ role: String, _ milliseconds: Int64, isOver: Bool, since: Instant? = nil) {
            let due = since?.advanced(by: milliseconds) ?? (isOver ? time(of: rule, pass) : nil)
            timers.append(
                RuleEvidence.Timer(
                    role: role, milliseconds: milliseconds,
                    since: due.map { wall($0.advanced(by: -milliseconds), pass) }, due: due.map { wall($0, pass) }))
        }
        var isRaise = false
        var isClear = false
        if case .event(let event)? = record {
            isRaise = event.state == .raised
            isClear = event.state == .cleared
        }
        // One that was put off, or told again, was over before.
        let isDirect = isRaise && state.gate == nil && state.repetition == nil
        switch rule.trigger {
        case .condition(let plan):
            var pending: Instant?
            if case .pending(let since) = state.hold.state { pending = since }
            if plan.forMilliseconds > 0 { add("for", plan.forMilliseconds, isOver: isDirect, since: pending) }
            var kept: Instant?
            if case .kept(let since) = state.hold.state { kept = since }
            if plan.keepMilliseconds > 0 { add("keep", plan.keepMilliseconds, isOver: isClear, since: kept) }
        case .absence(let plan): add("within", plan.withinMilliseconds, isOver: isDirect)
        case .heartbeat(let plan): add("within", plan.withinMilliseconds, isOver: isDirect)
        case .pattern(let plan):
            if let within = plan.settings.withinMilliseconds { add("within", within, isOver: false) }
        case .join: break
        }
        if let lease = rule.modifiers.leaseMilliseconds, let end = state.leaseEnd {
            add("lease", lease, isOver: false, since: end.advanced(by: -lease))
        }
        if let until = state.deferredUntil {
            timers.append(RuleEvidence.Timer(role: "cooldown", due: wall(until, pass)))
        }
        return timers
    }
}
