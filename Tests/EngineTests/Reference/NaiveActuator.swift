import Engine
import Telemetry

/// What the reference remembers of an actuator.
struct NaiveActuator {
    struct Loser: Hashable {
        var origin: Claim.Origin
        var since: Int64
    }

    struct Denial: Equatable {
        var reason: String
        var wanted: Bool
        var origin: Claim.Origin?
        /// The group's answer, where that is the reason.
        var group: GroupAnswer?
    }

    var output: NaiveGuard
    var isReady = false
    var hasSwitched = false
    var override: Claim?
    /// The claims that are known to have lost, and why.
    var losers: [Loser: String] = [:]
    /// What was told last.
    var denial: Denial?

    init(settings: GuardSettings, now: Int64) {
        output = NaiveGuard(settings: settings, created: now)
    }

    /// Whether time alone may change something at this instant.
    func isDue(at now: Int64) -> Bool {
        let settings = output.settings
        if override?.until?.milliseconds == now { return true }
        if output.moments.last(where: \.isStart).map({ $0.time + settings.startDelay == now }) ?? false { return true }
        if output.value, settings.maxOn != nil, output.isSpent(at: now), !output.isSpent(at: now - 1) { return true }
        let last = output.switches.last?.time ?? output.created
        switch denial?.reason {
        case "min_on": return last + settings.minOn == now
        case "min_off": return last + settings.minOff == now
        case "feedback": return last + ActuatorGuard.feedbackPause == now
        case "rate":
            guard let rate = settings.maxSwitches else { return false }
            return output.switches.suffix(rate.count).first.map { $0.time + rate.perMilliseconds == now } ?? false
        default: return false
        }
    }
}

extension NaiveEngine {
    /// Decides every contested actuator, each once.
    /// - Returns: the names whose values have changed.
    func decide(_ device: NaiveDevice, _ contested: inout Set<Int>) -> Set<String> {
        var touched: Set<String> = []
        for index in sketch.actuators.indices where contested.contains(index) {
            contested.remove(index)
            guard let name = decide(index, device) else { continue }
            touched.insert(name)
            contested.formUnion(actuators(asking: name))
        }
        return touched
    }

    /// The actuators whose guards ask for a value.
    func actuators(asking name: String) -> [Int] {
        sketch.actuators.indices.filter { index in
            let conditions = [random.interlocks[index], random.permissives[index]].compactMap(\.self)
            return conditions.contains { $0.names.contains(name) }
        }
    }

    private func claims(_ index: Int, _ device: NaiveDevice) -> [Claim] {
        var claims: [Claim] = []
        for (position, rule) in rules.enumerated() {
            guard let wanted = rule.set.first(where: { $0.actuator == sketch.actuators[index].name }) else { continue }
            let state = device.rules[position]
            let isLatched = state.needsAcknowledgement
            let isLive = rule.lease == nil || isLatched ? state.isRaised : state.leaseEnd.map { now < $0 } ?? false
            let isLimited = rule.lease != nil && !isLatched
            guard isLive, !isLimited || !isDoubtful(wanted.value, since: state.raisedAt, actuator: index) else {
                continue
            }
            claims.append(
                Claim(
                    origin: .rule(position), value: wanted.value, priority: rule.priority,
                    since: Instant(milliseconds: state.raisedAt), isLatched: isLatched))
        }
        if let override = device.actuators[index].override, now < override.until?.milliseconds ?? 0 {
            claims.append(override)
        }
        return claims
    }

    /// The one that nothing precedes.
    private func winner(_ claims: [Claim], safe: Bool) -> Claim? {
        claims.min { one, other in
            if one.isLatched != other.isLatched { return one.isLatched }
            if one.priority != other.priority { return one.priority < other.priority }
            if one.value != other.value { return one.value == safe }
            if one.since != other.since { return one.since > other.since }
            return one.origin < other.origin
        }
    }

    private func decide(_ index: Int, _ device: NaiveDevice) -> String? {
        let plan = sketch.actuators[index]
        let title = "\(device.name).\(plan.name)"
        // Decided once without it, its end is nothing to wait for.
        if let until = device.actuators[index].override?.until?.milliseconds, until <= now {
            device.actuators[index].override = nil
        }
        let claims = claims(index, device)
        let winner = winner(claims, safe: plan.safe)
        var inputs = GuardInputs(winner: winner)
        inputs.interlock = random.interlocks[index].map { truth($0, device) }
        inputs.permissive = random.permissives[index].map { truth($0, device) }
        inputs.areFresh = device.actuators[index].isReady && areFresh(index, winner, device)
        inputs.hasSwitched = device.actuators[index].hasSwitched
        let before = device.actuators[index].output.value
        let answer = askGroup(index, inputs, device)
        let (value, reason) = device.actuators[index].output.decide(inputs, group: answer, time: now)

        var losers: [NaiveActuator.Loser: String] = [:]
        for claim in claims {
            guard let winner, claim.value != winner.value else { continue }
            let reason = winner.isLatched ? "latch" : winner.origin == .manual ? "manual" : "priority"
            let loser = NaiveActuator.Loser(origin: claim.origin, since: claim.since.milliseconds)
            losers[loser] = reason
            if device.actuators[index].losers[loser] != reason {
                say("\(title) suppressed: \(reason), \(name(of: winner)) won")
            }
        }
        device.actuators[index].losers = losers
        let denial = reason.map {
            NaiveActuator.Denial(
                reason: $0, wanted: winner?.value ?? plan.rest, origin: winner?.origin,
                group: $0 == "group" ? answer : nil)
        }
        if let denial, denial != device.actuators[index].denial,
            winner != nil || value != before || denial.reason == "feedback"
        {
            say("\(title) suppressed: \(denial.reason)" + (winner.map { ", \(name(of: $0)) won" } ?? ""))
        }
        device.actuators[index].denial = denial
        guard value != before else { return nil }
        device.actuators[index].hasSwitched = true
        tellGroup(index, device, value)
        let origin = denial == nil ? winner.map { " by \(name(of: $0))" } : nil
        say("\(title) = \(value)" + (origin ?? " at rest"))
        device.values["\(plan.name).on"] = .flag(value)
        return "\(plan.name).on"
    }

    private func name(of claim: Claim) -> String { claim.rule.map { "r\($0)" } ?? "manual" }

    private func truth(_ condition: Condition, _ device: NaiveDevice) -> Truth {
        condition.holds { device.values[$0] }.map { $0 ? .yes : .no } ?? .unknown
    }

    private func areFresh(_ index: Int, _ winner: Claim?, _ device: NaiveDevice) -> Bool {
        var needed = signals(behind: winner?.rule.map { rules[$0].names } ?? [])
        needed.formUnion(signals(behind: random.interlocks[index]?.names ?? []))
        if let names = sketch.actuators[index].safeWhenStale { needed = Set(names) }
        return needed.allSatisfy { device.values[$0] != nil }
    }

    /// What is decided anew when a signal is lost or comes back.
    func actuators(needing signal: String) -> [Int] {
        sketch.actuators.indices.filter { index in
            if let names = sketch.actuators[index].safeWhenStale { return names.contains(signal) }
            return required(index).union(signals(behind: random.interlocks[index]?.names ?? [])).contains(signal)
        }
    }

    /// The signals of all rules that set the actuator.
    func required(_ index: Int) -> Set<String> {
        signals(behind: claimants(index).reduce(into: []) { $0.formUnion(rules[$1].allNames) })
    }

    func claimants(_ index: Int) -> [Int] {
        rules.indices.filter { rules[$0].set.contains { $0.actuator == sketch.actuators[index].name } }
    }

    func signals(behind names: Set<String>) -> Set<String> {
        var all = names
        if all.contains("share") { all.insert("sum") }
        if all.contains("sum") { all.formUnion(["a", "b"]) }
        if all.contains("mean") { all.insert("a") }
        if all.contains("often") || all.contains("up") { all.insert("f") }
        return all.intersection(sketch.signals.map(\.name))
    }
}
