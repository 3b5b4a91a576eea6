import Engine
import Telemetry

/// From the trigger to what is told and set.
extension NaiveEngine {
    /// Whether an inhibition is in force; says once an inhibition that it keeps the rule down.
    func isKeptDown(_ rule: Int, _ device: NaiveDevice) -> Bool {
        guard device.rules[rule].inhibitedSince != nil else { return false }
        if !device.rules[rule].isExplained {
            device.rules[rule].isExplained = true
            let inhibitor = rules[rule].inhibitors.first { device.isTrue($0) }
            let winner = inhibitor.map { ", \($0.hasSuffix(".raised") ? String($0.dropLast(7)) : $0) won" }
            say("\(device.name).r\(rule) suppressed: inhibited" + (winner ?? ""))
        }
        return true
    }

    func triggered(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        if device.rules[rule].inhibitedSince != nil, rules[rule].policy == .mute {
            device.rules[rule].isMuted = true
            _ = isKeptDown(rule, device)
            return
        }
        raise(rule, device, &touched, &contested)
    }

    func untriggered(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        if device.rules[rule].isMuted {
            device.rules[rule].isMuted = false
            return
        }
        if device.rules[rule].deferred != nil {
            device.rules[rule].deferred = nil
            return
        }
        if rules[rule].isLatching {
            device.rules[rule].hasCause = false
            guard !device.rules[rule].needsAcknowledgement else { return }
        }
        setCleared(rule, device, &touched, &contested)
    }

    func raise(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        device.rules[rule].deferred = nil
        guard mayRaise(rule, device) else { return }
        if rules[rule].isLatching {
            device.rules[rule].hasCause = true
            guard !device.rules[rule].isRaised else { return }
            device.rules[rule].needsAcknowledgement = true
        }
        setRaised(rule, device, &touched, &contested)
    }

    /// An instant has come.
    func fire(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        guard mayRaise(rule, device) else { return }
        if rules[rule].isLatching {
            guard !device.rules[rule].isRaised else { return }
            device.rules[rule].needsAcknowledgement = true
            setRaised(rule, device, &touched, &contested)
            return
        }
        note(rule, device)
        tell(rule, device, "raised")
        device.values["r\(rule).raised"] = .flag(true)
        touch("r\(rule).raised", device, &touched, &contested)
        contested.formUnion(actuators(setBy: rule))
    }

    private func mayRaise(_ rule: Int, _ device: NaiveDevice) -> Bool {
        let form = rules[rule]
        let raises = device.rules[rule].raises
        var denial: (reason: String, until: Int64)?
        if let limit = form.limit {
            let recent = raises.filter { $0 > now - limit.perMilliseconds }
            if recent.count >= limit.count {
                denial = ("limit", recent[recent.count - limit.count] + limit.perMilliseconds)
            }
        }
        if form.cooldown > 0, let last = raises.last, now < last + form.cooldown {
            denial = ("cooldown", last + form.cooldown)
        }
        guard let denial else {
            device.rules[rule].raises.append(now)
            return true
        }
        if !form.isInstant { device.rules[rule].deferred = denial.until }
        say("\(device.name).r\(rule) suppressed: \(denial.reason)")
        return false
    }

    private func note(_ rule: Int, _ device: NaiveDevice) {
        device.rules[rule].raisedAt = now
        device.rules[rule].leaseEnd = rules[rule].lease.map { now + $0 }
    }

    private func setRaised(
        _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        device.rules[rule].isRaised = true
        note(rule, device)
        device.rules[rule].nextRepeat = rules[rule].every.map { now + $0 }
        tell(rule, device, "raised")
        device.values["r\(rule).raised"] = .flag(true)
        touch("r\(rule).raised", device, &touched, &contested)
        contested.formUnion(actuators(setBy: rule))
    }

    func setCleared(_ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        guard device.rules[rule].isRaised else { return }
        device.rules[rule].isRaised = false
        device.rules[rule].nextRepeat = nil
        tell(rule, device, "cleared")
        device.values["r\(rule).raised"] = .flag(false)
        touch("r\(rule).raised", device, &touched, &contested)
        contested.formUnion(actuators(setBy: rule))
    }

    func tell(_ rule: Int, _ device: NaiveDevice, _ state: String) {
        let reported = (sketch.signals.map(\.name) + ["sum"]).filter(rules[rule].names.contains)
        let signals = reported.compactMap { name in device.values[name].map { " \(name)=\($0)" } }.joined()
        say("\(device.name).r\(rule) \(state)\(signals)")
    }

    // MARK: Patterns

    /// Whatever decides about the rule has changed: that is an event.
    func judgePattern(
        _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        servePattern(rule, device, &touched, &contested)
        func holds(_ condition: Condition) -> Bool { condition.holds { device.values[$0] } == true }
        switch rules[rule].trigger {
        case .pair(let one, let other, let isStrict, let within):
            device.rules[rule].starts.removeAll { now >= $0 + within }
            if !device.rules[rule].starts.isEmpty, holds(other) {
                // Past the last event of a match nothing is left.
                device.rules[rule].starts = []
                found(1, rule, device, &touched, &contested)
                return
            }
            if isStrict { device.rules[rule].starts = [] }
            if holds(one) { device.rules[rule].starts.append(now) }
        case .silence(let condition, _):
            if holds(condition) {
                device.rules[rule].isTold = false
                device.rules[rule].starts = [now]
            } else if device.rules[rule].starts.isEmpty {
                device.rules[rule].starts = [now]
            }
        case .unanswered(let one, let other, _):
            if holds(other) { device.rules[rule].starts = [] }
            if holds(one) { device.rules[rule].starts.append(now) }
        case .condition, .edge, .absence, .heartbeat: break
        }
    }

    /// What time completes.
    func servePattern(
        _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        switch rules[rule].trigger {
        case .silence(_, let span):
            guard !device.rules[rule].isTold, let since = device.rules[rule].starts.first, now >= since + span else {
                return
            }
            device.rules[rule].isTold = true
            found(1, rule, device, &touched, &contested)
        case .unanswered(_, _, let span):
            let count = device.rules[rule].starts.count { now >= $0 + span }
            device.rules[rule].starts.removeAll { now >= $0 + span }
            if count > 0 { found(count, rule, device, &touched, &contested) }
        case .condition, .edge, .absence, .heartbeat, .pair: return
        }
    }

    private func found(
        _ count: Int, _ rule: Int, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>
    ) {
        guard !isKeptDown(rule, device) else { return }
        for _ in 0..<count { fire(rule, device, &touched, &contested) }
    }
}
