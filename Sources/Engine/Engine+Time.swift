internal import Expressions
internal import Telemetry

extension Engine {
    /// Serves every deadline up to `instant`, each at its own time, and arrives there.
    mutating func advance(to instant: Instant) {
        pass.until = instant
        pass.number &+= 1
        while let entry = pass.timers.popDue(at: instant) {
            pass.now = max(pass.now, entry.due)
            if entry.owner == .group {
                endInstant()
                serve(group: Int(entry.index), due: entry.due)
                continue
            }
            let device = Int(entry.device)
            endInstant()
            pass.device = device
            if entry.owner == .eventTime {
                guard devices[device].eventClock?.wake.take(entry.due) ?? false else { continue }
                follow(clockOf: device)
                regroup()
                continue
            }
            let template = plan.templates[devices[device].template]
            devices[device].serve(entry, template, &pass)
            propagate(from: device)
            regroup()
        }
        pass.now = max(pass.now, instant)
        sweepTimers()
    }

    /// What was switched may be switched again.
    mutating func endInstant() {
        guard !pass.switched.isEmpty else { return }
        for (device, actuator) in pass.switched { devices[device].actuators[actuator].hasSwitched = false }
        pass.switched.removeAll(keepingCapacity: true)
    }

    /// The service starts: what was measured before is of unknown age, and outputs are at their safe values, where the
    /// agent has put them.
    ///
    /// Nothing is judged before all that is of unknown age has lost its value, in every device.
    mutating func start(wallOffset: Int64) {
        let former = pass.wallOffset
        let formerlyKnown = pass.knownOffset
        pass.wallOffset = wallOffset
        restartActuators(formerOffset: formerlyKnown)
        followClock(from: former, wasKnown: formerlyKnown != nil, kind: .silent)
        for device in devices.indices {
            pass.device = device
            devices[device].eventClock?.resume(now: pass.now, difference: wallOffset &- former)
            devices[device].start(plan.templates[devices[device].template], &pass)
            propagate(from: device)
        }
        for device in devices.indices {
            follow(wallOffset: wallOffset, device: device)
            judgeStanding(device)
            tellReaders(of: device)
        }
    }

    /// Outputs are safe, and what was wanted of them for a time that is over is forgotten, before anything is decided.
    private mutating func restartActuators(formerOffset: Int64?) {
        let gone = pass.away.start(former: formerOffset, present: pass.knownOffset, now: pass.now)
        for device in devices.indices {
            pass.device = device
            let template = plan.templates[devices[device].template]
            devices[device].spend(gone, template, &pass)
            devices[device].endDoubtful(template, &pass)
            devices[device].restartActuators(template, &pass)
            propagate(from: device)
        }
    }

    /// The wall clock was set.
    mutating func setClock(wallOffset: Int64) {
        let former = pass.wallOffset
        let wasKnown = pass.isClockKnown
        pass.wallOffset = wallOffset
        followClock(from: former, wasKnown: wasKnown, kind: .standing)
    }

    /// - Parameters:
    ///   - former: the wall clock less `now` before.
    ///   - wasKnown: whether that could be true.
    ///   - kind: whether rules are judged by what schedules say now; silent at a start.
    private mutating func followClock(from former: Int64, wasKnown: Bool, kind: Cause.Kind) {
        let isFirst = !wasKnown && pass.isClockKnown
        let gone = pass.away.gain(pass.knownOffset)
        for device in devices.indices {
            pass.device = device
            pass.cause = devices[device].cause(kind: kind, pass)
            let template = plan.templates[devices[device].template]
            devices[device].spend(gone, template, &pass)
            devices[device].setClock(template, from: isFirst ? former : nil, &pass)
            devices[device].settle(template, &pass)
            propagate(from: device)
            if kind != .silent { follow(wallOffset: pass.wallOffset, device: device) }
        }
    }
}
