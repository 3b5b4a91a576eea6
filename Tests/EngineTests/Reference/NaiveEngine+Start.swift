import Engine
import Telemetry

extension NaiveEngine {
    /// No clock was ever set to a time before 2020.
    private var isClockKnown: Bool { wall >= 1_577_836_800_000 }

    // MARK: The start

    func start(_ wallOffset: Int64) {
        hasStarted = true
        let (former, wasKnown) = (self.wallOffset, isClockKnown)
        self.wallOffset = wallOffset
        startedAt = now
        countedOffset = wasKnown ? former : nil
        if !wasKnown || !isClockKnown { doubtedAt = now }
        let gone = timeAway()
        for device in devices {
            kind = .silent
            device.isAwake = false
            _ = spend(gone, device)
            endDoubtful(device)
            for (index, actuator) in sketch.actuators.enumerated() {
                device.actuators[index].output.restart(time: now)
                device.actuators[index].denial = nil
                device.actuators[index].isReady = false
                tellGroup(index, device, actuator.safe)
                device.values["\(actuator.name).on"] = .flag(actuator.safe)
            }
            settle(device, touched: [], contested: Set(sketch.actuators.indices))
            deliver(from: device)
        }
        followClock(wasKnown: wasKnown, .silent)
        let fleeting = sketch.signals.filter { $0.stale != nil }.map(\.name)
        for device in devices {
            kind = .silent
            var touched: Set<String> = []
            for name in fleeting {
                device.seen[name] = nil
                lose(name, device, &touched)
            }
            for rule in rules.indices { begin(rule, device) }
            settle(device, touched: touched)
            deliver(from: device)
        }
        for device in devices { stand(device, []) }
    }

    // MARK: The clock

    func setClock(_ wallOffset: Int64) {
        let wasKnown = isClockKnown
        self.wallOffset = wallOffset
        followClock(wasKnown: wasKnown, .standing)
    }

    private func followClock(wasKnown: Bool, _ kind: Kind) {
        let isFirst = !wasKnown && isClockKnown
        let gone = timeAway()
        for device in devices {
            self.kind = kind
            let contested = spend(gone, device)
            device.latest = device.latest.filter { -60_000...7 * 86_400_000 ~= wall - $0.value }
            var touched: Set<String> = []
            followSchedule(device, &touched)
            for summary in sketch.summaries.indices {
                guard let window = device.windows[summary] else { continue }
                if isFirst {
                    // What is in it was measured just before, by a clock that showed nothing.
                    let size = window.end - window.start
                    let start = wall - wall % size
                    device.windows[summary]?.start = start
                    device.windows[summary]?.end = start + size
                    continue
                }
                if !(window.start..<window.end).contains(wall) { close(summary, device) }
            }
            settle(device, touched: touched, contested: contested)
            deliver(from: device)
        }
    }

    // MARK: The time away

    /// What the clock has gained over the last stop, and was not asked for yet.
    private func timeAway() -> Int64 {
        guard isClockKnown else { return 0 }
        let gone = wallOffset - (countedOffset ?? wallOffset)
        countedOffset = max(countedOffset ?? wallOffset, wallOffset)
        return max(0, gone)
    }

    /// What was wanted for a time before the start is over that much earlier.
    private func spend(_ gone: Int64, _ device: NaiveDevice) -> Set<Int> {
        var contested: Set<Int> = []
        guard gone > 0 else { return [] }
        for rule in rules.indices {
            guard let end = device.rules[rule].leaseEnd, device.rules[rule].raisedAt < startedAt else { continue }
            device.rules[rule].leaseEnd = end - gone > now ? end - gone : nil
            contested.formUnion(actuators(setBy: rule))
        }
        for index in device.actuators.indices {
            guard let override = device.actuators[index].override, override.since.milliseconds < startedAt else {
                continue
            }
            let end = override.until!.milliseconds - gone
            device.actuators[index].override!.until = Instant(milliseconds: end)
            if end <= now { device.actuators[index].override = nil }
            contested.insert(index)
        }
        return contested
    }

    /// Whether a claim of somebody who wanted it for a time waits for its end in vain.
    func isDoubtful(_ value: Bool, since: Int64, actuator index: Int) -> Bool {
        value != sketch.actuators[index].safe && since < doubtedAt
    }

    private func endDoubtful(_ device: NaiveDevice) {
        guard doubtedAt == now else { return }
        for (index, actuator) in sketch.actuators.enumerated() {
            let title = "\(device.name).\(actuator.name)"
            for rule in rules.indices {
                guard let wanted = rules[rule].set.first(where: { $0.actuator == actuator.name }) else { continue }
                let state = device.rules[rule]
                guard !state.needsAcknowledgement, let end = state.leaseEnd, now < end,
                    isDoubtful(wanted.value, since: state.raisedAt, actuator: index)
                else { continue }
                say("\(title) suppressed: clock_unknown")
            }
            if let override = device.actuators[index].override, now < override.until!.milliseconds,
                isDoubtful(override.value, since: override.since.milliseconds, actuator: index)
            {
                say("\(title) suppressed: clock_unknown")
                device.actuators[index].override = nil
            }
        }
    }
}
