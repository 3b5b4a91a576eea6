internal import Telemetry

/// Devices with a clock of their own: readings wait for those that were measured before them.
extension Engine {
    /// A reading of such a device came. What must not wait happens now; the rest when its turn comes.
    mutating func arrive(_ reading: borrowing Reading, device: Int) {
        let template = plan.templates[devices[device].template]
        pass.device = device
        devices[device].hear(reading, template, &pass)
        propagate(from: device)
        if !reading.isRetained { hold(reading, device: device) }
        follow(clockOf: device)
    }

    private mutating func hold(_ reading: borrowing Reading, device: Int) {
        guard let settings = devices[device].eventClock?.plan.inputs[reading.input] else {
            guard devices[device].isInOrder(reading, &pass) else {
                pass.counters.readingsOutOfOrder += 1
                return
            }
            return holdByArrival(reading, device: device)
        }
        let now = now
        let trust = reading.time.flatMap { time in
            devices[device].eventClock?.trust(time, now: now, wall: pass.isClockKnown ? pass.wall(now) : nil)
        }
        guard let time = reading.time, let trust, trust != .none else {
            pass.counters.timesNotTrusted += 1
            return holdByArrival(reading, device: device)
        }
        if trust == .set {
            pass.counters.clocksSet += 1
            setClock(of: device, skew: TimeBounds.clamp(time.milliseconds &- now.milliseconds))
        }
        guard devices[device].eventClock?.admit(time, input: reading.input, now: now) ?? true else {
            switch settings.late {
            case .drop: pass.counters.readingsLate += 1
            case .keep: pass.counters.readingsLateKept += 1
            }
            return
        }
        hold(reading, time: time, device: device)
    }

    /// Without a time of its own it stands where the device's clock is now.
    private mutating func holdByArrival(_ reading: borrowing Reading, device: Int) {
        guard let time = devices[device].eventClock?.reading(at: now) else { return }
        hold(reading, time: time, device: device)
    }

    private mutating func hold(_ reading: borrowing Reading, time: Timestamp, device: Int) {
        let now = now
        devices[device].eventClock?.held.insert(reading, time: time, arrival: now)
        // More than one where a reload has lowered the limit.
        while let first = devices[device].eventClock?.overfull {
            let count = devices[device].eventClock?.held.count ?? 0
            follow(clockOf: device, through: first)
            let released = count - (devices[device].eventClock?.held.count ?? 0)
            guard released > 0 else { return }
            devices[device].eventClock?.early += Int64(released)
            pass.counters.readingsEarly += released
        }
    }

    /// Steps what the device's watermark has come to, in order, and sees to it that the rest is looked at in time.
    mutating func follow(clockOf device: Int) {
        guard let watermark = devices[device].eventClock?.watermark(at: now) else { return }
        follow(clockOf: device, through: watermark)
        pass.device = device
        devices[device].waitForReadings(&pass)
    }

    private mutating func follow(clockOf device: Int, through limit: Timestamp) {
        let template = plan.templates[devices[device].template]
        pass.deviceUntil = devices[device].eventClock?.instant(limit) ?? .beforeAll
        defer { pass.deviceUntil = .beforeAll }
        while let next = devices[device].eventClock?.next(through: limit) {
            pass.device = device
            switch next {
            case .reading: devices[device].takeHeld(template, &pass)
            case .timer:
                guard let due = devices[device].eventClock?.timers.first?.due,
                    let entry = devices[device].eventClock?.timers.popDue(at: due)
                else { return }
                devices[device].serve(logical: entry, template, &pass)
            }
            propagate(from: device)
            regroup()
        }
    }

    // MARK: Clocks that are set

    /// The gateway's clock was set, or the service started with another. The device's own clock goes on as it did, unless
    /// it cannot be true by the new time, or none was heard: then it is the gateway's.
    mutating func follow(wallOffset: Int64, device: Int) {
        guard let isHeard = devices[device].eventClock?.isHeard else { return }
        let now = now
        guard let shown = devices[device].eventClock?.reading(at: now) else { return }
        let isOurs = !isHeard
        let isImpossible = pass.isClockKnown && !DeviceTrust.isNear(shown, pass.wall(now))
        if !isOurs, isImpossible { pass.counters.clocksSet += 1 }
        if isOurs || isImpossible { setClock(of: device, skew: TimeBounds.clamp(wallOffset)) }
        follow(clockOf: device)
    }

    /// The device's clock shows another time from now on: what is held is stepped by the old one, and windows that the new
    /// time does not lie in are said.
    private mutating func setClock(of device: Int, skew: Int64) {
        guard skew != devices[device].eventClock?.skew else { return }
        let template = plan.templates[devices[device].template]
        if let last = devices[device].eventClock?.held.lastTime { follow(clockOf: device, through: last) }
        pass.device = device
        devices[device].eventClock?.set(skew: skew)
        pass.cause = devices[device].cause(kind: .silent, pass)
        for summary in template.summaries.indices {
            devices[device].setClock(summary: summary, from: nil, template, &pass)
        }
        devices[device].settle(template, &pass)
        propagate(from: device)
    }
}
