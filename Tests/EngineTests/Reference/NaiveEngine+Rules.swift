import Engine
import Telemetry

extension NaiveEngine {
    private func holds(_ condition: Condition, _ device: NaiveDevice) -> Bool? {
        condition.holds { device.values[$0] }
    }

    private func isInhibited(_ rule: Int, _ device: NaiveDevice) -> Bool { device.rules[rule].inhibitedSince != nil }

    /// Whether the trigger's time stands still.
    private func isHalted(_ rule: Int, _ device: NaiveDevice) -> Bool {
        isInhibited(rule, device) && rules[rule].policy != .mute
    }

    /// Judges a rule, since something that decides about it has changed, or since it has to be judged by what there is.
    func judge(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        guard kind != .silent else { return }
        let form = rules[rule]
        let isInhibited = form.inhibitors.contains { device.isTrue($0) }
        let inhibitedSince = device.rules[rule].inhibitedSince
        let hasEnded = inhibitedSince != nil && !isInhibited
        if isInhibited, inhibitedSince == nil {
            device.rules[rule].inhibitedSince = now
            device.rules[rule].isExplained = false
            if form.policy == .restart, case .pending = device.rules[rule].phase { device.rules[rule].phase = .idle }
        }
        var wasMuted = false
        if hasEnded, let inhibitedSince {
            device.rules[rule].inhibitedSince = nil
            if form.policy == .pause, case .pending(let since) = device.rules[rule].phase {
                device.rules[rule].phase = .pending(since: since + (now - inhibitedSince))
            }
            wasMuted = device.rules[rule].isMuted
            device.rules[rule].isMuted = false
        }
        judgeTrigger(rule, device, hasResumed: hasEnded && form.policy != .mute, &touched, &contested)
        if hasEnded, device.rules[rule].isTriggered,
            wasMuted || device.rules[rule].deferred.map({ $0 <= now }) ?? false
        {
            raise(rule, device, &touched, &contested)
        }
    }

    private func judgeTrigger(
        _ rule: Int, _ device: NaiveDevice, hasResumed: Bool, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        switch rules[rule].trigger {
        case .condition(let when, let until):
            judge(when, until, rule, device, &touched, &contested)
        case .edge(let condition):
            guard kind == .edge, holds(condition, device) == true, !isKeptDown(rule, device) else { return }
            fire(rule, device, &touched, &contested)
        case .absence(let after, let expect, let within):
            if hasResumed, device.rules[rule].armed != nil { device.rules[rule].armed = now }
            judge(after, expect, within, rule, device, &touched, &contested)
        case .heartbeat:
            if hasResumed, !device.rules[rule].isMissed { device.rules[rule].beat = now }
        case .pair, .silence, .unanswered:
            guard kind == .edge else { return }
            judgePattern(rule, device, &touched, &contested)
        }
    }

    private func judge(
        _ condition: Condition, _ until: Condition?, _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>,
        _ contested: inout Set<Int>
    ) {
        var when = holds(condition, device)
        let phase = device.rules[rule].phase
        if isHalted(rule, device), when == true {
            switch phase {
            case .idle, .pending:
                when = nil
                _ = isKeptDown(rule, device)
            case .raised, .kept, .spent: break
            }
        } else if isHalted(rule, device), phase == .idle {
            when = nil
        }
        switch phase {
        case .idle where when == true:
            if rules[rule].hold == 0 {
                device.rules[rule].phase = .raised
                triggered(rule, device, &touched, &contested)
            } else {
                device.rules[rule].phase = .pending(since: now)
            }
        case .pending where when == false, .spent where when == false: device.rules[rule].phase = .idle
        case .kept where when == true: device.rules[rule].phase = .raised
        case .raised:
            if let until {
                guard holds(until, device) == true else { return }
            } else {
                guard when == false else { return }
                if rules[rule].keep > 0 {
                    device.rules[rule].phase = .kept(since: now)
                    return
                }
            }
            device.rules[rule].phase = when == true ? .spent : .idle
            untriggered(rule, device, &touched, &contested)
        default: break
        }
    }

    private func judge(
        _ after: Condition, _ expect: Condition, _ within: Int64, _ rule: Int, _ device: NaiveDevice,
        _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        let trigger = isHalted(rule, device) ? nil : holds(after, device)
        let isExpected = holds(expect, device) == true
        let isEdge = trigger == true && device.rules[rule].trigger == false && kind == .edge
        if let trigger { device.rules[rule].trigger = trigger }
        if device.rules[rule].isMissed {
            guard isExpected else { return }
            device.rules[rule].isMissed = false
            untriggered(rule, device, &touched, &contested)
        } else if device.rules[rule].armed != nil {
            if isExpected { device.rules[rule].armed = nil }
        } else if isEdge, !isExpected {
            device.rules[rule].armed = now
        }
    }

    /// A message of a signal came.
    func beat(
        _ signal: String, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        guard kind == .edge else { return }
        for rule in rules.indices {
            guard case .heartbeat(signal, _) = rules[rule].trigger else { continue }
            device.rules[rule].beat = now
            guard device.rules[rule].isMissed else { continue }
            device.rules[rule].isMissed = false
            untriggered(rule, device, &touched, &contested)
        }
    }

    /// The service starts, or the device is new.
    func begin(_ rule: Int, _ device: NaiveDevice) {
        switch rules[rule].trigger {
        case .absence: if device.rules[rule].armed != nil { device.rules[rule].armed = now }
        case .heartbeat: if !device.rules[rule].isMissed { device.rules[rule].beat = now }
        case .silence:
            device.rules[rule].starts = [now]
            device.rules[rule].isTold = false
        case .unanswered: device.rules[rule].starts = []
        case .condition, .edge, .pair: break
        }
    }

    // MARK: Time

    func isDue(_ rule: Int, _ device: NaiveDevice) -> Bool {
        let state = device.rules[rule]
        let others = [isInhibited(rule, device) ? nil : state.deferred, state.nextRepeat, state.leaseEnd]
        return others.contains(now) || isTriggerDue(rule, device)
    }

    private func isTriggerDue(_ rule: Int, _ device: NaiveDevice) -> Bool {
        let state = device.rules[rule]
        switch rules[rule].trigger {
        case .silence(_, let span): return !state.isTold && state.starts.contains { $0 + span == now }
        case .unanswered(_, _, let span): return state.starts.contains { $0 + span == now }
        default: break
        }
        if case .kept(let since) = state.phase { return since + rules[rule].keep <= now }
        guard !isHalted(rule, device) else { return false }
        switch rules[rule].trigger {
        case .condition:
            switch state.phase {
            // What stood still while inhibited may be over by more.
            case .pending(let since): return since + rules[rule].hold <= now
            default: return false
            }
        case .absence(_, _, let within): return state.armed.map { $0 + within <= now } ?? false
        case .heartbeat(_, let within): return !state.isMissed && state.beat.map { $0 + within <= now } ?? false
        default: return false
        }
    }

    func serve(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        if isTriggerDue(rule, device) { serveTrigger(rule, device, &touched, &contested) }
        if let due = device.rules[rule].deferred, due <= now, !isKeptDown(rule, device) {
            raise(rule, device, &touched, &contested)
        }
        while let due = device.rules[rule].nextRepeat, due <= now {
            device.rules[rule].nextRepeat = due + rules[rule].every!
            tell(rule, device, "raised")
        }
        if let end = device.rules[rule].leaseEnd, end <= now {
            device.rules[rule].leaseEnd = nil
            contested.formUnion(actuators(setBy: rule))
        }
    }

    private func serveTrigger(
        _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        switch rules[rule].trigger {
        case .condition:
            if case .pending = device.rules[rule].phase {
                device.rules[rule].phase = .raised
                triggered(rule, device, &touched, &contested)
            } else {
                device.rules[rule].phase = .idle
                untriggered(rule, device, &touched, &contested)
            }
        case .absence, .heartbeat:
            device.rules[rule].armed = nil
            device.rules[rule].isMissed = true
            triggered(rule, device, &touched, &contested)
        case .silence, .unanswered: servePattern(rule, device, &touched, &contested)
        case .edge, .pair: break
        }
    }
}
