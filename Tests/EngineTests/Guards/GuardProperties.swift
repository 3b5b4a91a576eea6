import Engine
import Telemetry
import TestSupport
import Testing

/// What an actuator may meet: one random step.
struct GuardStep {
    var time: Int64
    var inputs: GuardInputs
    var group: GroupAnswer
    /// The service starts again instead.
    var isRestart = false

    var words: String {
        if isRestart { return "\(time): restart" }
        let winner = inputs.winner.map {
            "\($0.value) by \($0.origin) priority \($0.priority)\($0.isLatched ? " latched" : "")"
        }
        return "\(time): \(winner ?? "rest"), interlock \(String(describing: inputs.interlock)), permissive "
            + "\(String(describing: inputs.permissive)), fresh \(inputs.areFresh), failed \(inputs.hasFailed), group \(group)"
    }
}

enum RandomGuard {
    static func settings(_ random: inout SeededGenerator) -> GuardSettings {
        let minOn = random.pick([0, 0, 3, 10]) as Int64
        return GuardSettings(
            safe: random.chance(0.3), rest: random.chance(0.3), minOn: minOn, minOff: random.pick([0, 0, 4, 12]),
            maxOn: random.chance(0.4) ? minOn + random.pick([1, 7, 20]) : nil,
            maxSwitches: random.chance(0.4)
                ? .init(count: random.pick([1, 2, 5]), perMilliseconds: random.pick([5, 20])) : nil,
            hasInterlock: random.chance(0.3), hasPermissive: random.chance(0.3), startDelay: random.pick([0, 0, 6]))
    }

    static func inputs(_ random: inout SeededGenerator, _ settings: GuardSettings, now: Int64) -> GuardInputs {
        func truth(_ exists: Bool) -> Truth? {
            exists ? (random.chance(0.8) ? .yes : random.chance(0.7) ? .no : .unknown) : nil
        }
        var winner: Claim?
        if random.chance(0.75) {
            winner = Claim(
                origin: random.pick([.rule(0), .rule(1), .manual, .remote(id: "x")]), value: random.chance(0.6),
                priority: random.pick([1, 2, 3, 10, 16]), since: Instant(milliseconds: now),
                isLatched: random.chance(0.05))
        }
        return GuardInputs(
            winner: winner, interlock: truth(settings.hasInterlock), permissive: truth(settings.hasPermissive),
            areFresh: random.chance(0.9), hasFailed: random.chance(0.04))
    }

    static func steps(_ random: inout SeededGenerator, _ settings: GuardSettings, count: Int) -> [GuardStep] {
        var steps: [GuardStep] = []
        var now: Int64 = 0
        for _ in 0..<count {
            now += random.pick([0, 1, 1, 2, 3, 5, 9])
            let group: GroupAnswer = random.chance(0.85) ? .granted : .denied(.limit, retryAt: nil)
            var step = GuardStep(time: now, inputs: inputs(&random, settings, now: now), group: group)
            step.isRestart = random.chance(0.03)
            steps.append(step)
        }
        return steps
    }

    static func words(_ settings: GuardSettings, _ steps: ArraySlice<GuardStep>) -> String {
        "\(settings)\n" + steps.map(\.words).joined(separator: "\n")
    }
}

@Suite struct GuardProperties {
    @Test(
        "an actuator's guards agree with a reference that recomputes everything from the beginning, also restored after every step"
    )
    func naive() throws {
        try RandomRuns.run("guards against the naive reference") { random in
            let settings = RandomGuard.settings(&random)
            let steps = RandomGuard.steps(&random, settings, count: 100)
            var naive = NaiveGuard(settings: settings)
            var actuator = ActuatorGuard(settings: settings, now: Instant(milliseconds: 0))
            for (index, step) in steps.enumerated() {
                var writer = ByteWriter()
                actuator.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                let restored = try ActuatorGuard(from: &reader, settings: settings)
                guard restored == actuator, reader.isAtEnd else { return "a snapshot before step \(index) differs" }
                actuator = restored
                let now = Instant(milliseconds: step.time)
                if step.isRestart {
                    naive.restart(time: step.time)
                    actuator.restart(now: now)
                    continue
                }
                let expected = naive.decide(step.inputs, group: step.group, time: step.time)
                let found = actuator.decide(step.inputs, group: step.group, now: now)
                guard expected.value == found.value, expected.reason == found.reason?.name else {
                    return RandomGuard.words(settings, steps[...index]) + "\nexpected \(expected), found \(found)"
                }
            }
            return nil
        }
    }

    @Test("no random run violates an interlock, min_on, min_off, max_on or the rate but by the stated passes")
    func invariants() {
        RandomRuns.run("invariants of guards") { random in
            let settings = RandomGuard.settings(&random)
            let steps = RandomGuard.steps(&random, settings, count: 100).filter { !$0.isRestart }
            var actuator = ActuatorGuard(settings: settings, now: Instant(milliseconds: 0))
            var since: Int64 = 0
            var value = settings.safe
            var switches: [Int64] = []
            for (index, step) in steps.enumerated() {
                let decision = actuator.decide(step.inputs, group: step.group, now: Instant(milliseconds: step.time))
                func broken(_ what: String) -> String {
                    RandomGuard.words(settings, steps[...index]) + "\n\(what): \(decision)"
                }
                let mayLeaveSafe =
                    step.inputs.areFresh && !step.inputs.hasFailed
                    && (!settings.hasInterlock || step.inputs.interlock == .yes)
                if decision.value != settings.safe, !mayLeaveSafe { return broken("not safe") }
                if decision.isChange != (decision.value != value) { return broken("a change untold") }
                if let limit = settings.maxOn, !settings.safe, decision.value, value, step.time - since >= limit {
                    return broken("on for too long")
                }
                guard decision.isChange else { continue }
                let winner = step.inputs.winner
                let isRunOver = settings.maxOn.map { value && step.time - since >= $0 } ?? false
                let isTrip = decision.value == settings.safe && (!mayLeaveSafe || (isRunOver && !settings.safe))
                let isStrong = winner.map { $0.isLatched || $0.priority <= 2 } ?? false
                let passes = isTrip || (isStrong && (decision.value == settings.safe || !decision.value))
                if !passes {
                    let least = decision.value ? settings.minOff : settings.minOn
                    if step.time - since < least { return broken("too early") }
                    if let rate = settings.maxSwitches {
                        let recent = switches.count { $0 > step.time - rate.perMilliseconds }
                        if recent >= rate.count { return broken("too often") }
                    }
                }
                if decision.value != settings.safe {
                    if settings.hasPermissive, step.inputs.permissive != .yes { return broken("not permitted") }
                    if decision.value, step.group != .granted { return broken("the group said no") }
                }
                value = decision.value
                since = step.time
                switches.append(step.time)
            }
            return nil
        }
    }

    @Test(
        "the safe value can always be reached: at once by an interlock, and by any claim as soon as the minimum times are over"
    )
    func safeReachable() {
        RandomRuns.run("the safe value is reachable") { random in
            var settings = RandomGuard.settings(&random)
            settings.hasInterlock = true
            let steps = RandomGuard.steps(&random, settings, count: 60)
            var actuator = ActuatorGuard(settings: settings, now: Instant(milliseconds: 0))
            for step in steps {
                _ = actuator.decide(step.inputs, group: step.group, now: Instant(milliseconds: step.time))
                var tripped = actuator
                let now = Instant(milliseconds: step.time)
                let trip = tripped.decide(GuardInputs(winner: step.inputs.winner, interlock: .no), now: now)
                guard trip.value == settings.safe else { return "an interlock at \(step.time) does not trip" }
                var asked = actuator
                let claim = Claim(origin: .manual, value: settings.safe, priority: 16, since: now)
                var time = now
                for _ in 0..<20 {
                    let decision = asked.decide(GuardInputs(winner: claim, interlock: .yes), now: time)
                    if decision.value == settings.safe { break }
                    guard let next = decision.next, next > time else { return "nothing to wait for at \(time)" }
                    time = next
                }
                guard asked.value == settings.safe else { return "never safe after \(step.time)" }
            }
            return nil
        }
    }

    @Test("asked every millisecond or only when it says, a guard switches at the same times")
    func coarseTicks() {
        RandomRuns.run("ticks of guards") { random in
            let settings = RandomGuard.settings(&random)
            let steps = RandomGuard.steps(&random, settings, count: 60).filter { !$0.isRestart }
            var dense = ActuatorGuard(settings: settings, now: Instant(milliseconds: 0))
            var sparse = dense
            var changes: ([Int64], [Int64]) = ([], [])
            for (index, step) in steps.enumerated() {
                let end = index + 1 < steps.count ? steps[index + 1].time : step.time + 50
                for time in step.time..<max(end, step.time + 1) {
                    let decision = dense.decide(step.inputs, group: step.group, now: Instant(milliseconds: time))
                    if decision.isChange { changes.0.append(time) }
                }
                var time: Int64? = step.time
                while let now = time {
                    let decision = sparse.decide(step.inputs, group: step.group, now: Instant(milliseconds: now))
                    if decision.isChange { changes.1.append(now) }
                    time = decision.next.flatMap { $0.milliseconds < end ? $0.milliseconds : nil }
                }
            }
            return changes.0 == changes.1 && dense == sparse
                ? nil : RandomGuard.words(settings, steps[...]) + "\n\(changes.0)\n\(changes.1)"
        }
    }

    @Test("the winner of an arbitration does not depend on the order in which claims are heard")
    func arbitrationOrder() {
        RandomRuns.run("order of claims") { random in
            let now = Instant(milliseconds: 5)
            var claims: [Claim] = []
            for index in 0..<Int.random(in: 0...7, using: &random) {
                let origin: Claim.Origin = random.pick([.rule(index), .rule(index), .manual, .remote(id: "\(index)")])
                claims.append(
                    Claim(
                        origin: origin, value: random.chance(0.5), priority: random.pick([1, 8, 8, 10]),
                        since: Instant(milliseconds: random.pick([0, 1, 2])),
                        until: random.chance(0.4) ? Instant(milliseconds: random.pick([4, 5, 6, 9])) : nil,
                        isLatched: random.chance(0.1)))
            }
            let safe = random.chance(0.5)
            func arbitrate(_ claims: [Claim]) -> Arbitration {
                var arbitration = Arbitration(safe: safe, now: now)
                for claim in claims { arbitration.consider(claim) }
                return arbitration
            }
            let first = arbitrate(claims)
            let other = arbitrate(claims.shuffled(using: &random))
            guard first.winner?.value == other.winner?.value, first.winner?.priority == other.winner?.priority,
                first.winner?.origin == other.winner?.origin, first.nextExpiry == other.nextExpiry
            else { return "\(claims)" }
            // Obvious and slow: no claim alive may have better right than the winner.
            let alive = claims.filter { $0.until.map { $0 > now } ?? true }
            guard let winner = first.winner else { return alive.isEmpty ? nil : "no winner of \(alive)" }
            let latched = alive.filter(\.isLatched)
            let best = (latched.isEmpty ? alive : latched)
            let priority = best.map(\.priority).min()
            let equals = best.filter { $0.priority == priority }
            let value = equals.contains { $0.value == safe } ? safe : !safe
            let newest = equals.filter { $0.value == value }.map(\.since).max()
            return winner.priority == priority && winner.value == value && winner.since == newest
                && (latched.isEmpty || winner.isLatched) ? nil : "\(winner) of \(claims)"
        }
    }
}
