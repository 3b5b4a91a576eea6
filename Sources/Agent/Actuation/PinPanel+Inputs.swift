internal import Configuration
internal import Engine
internal import GPIO

/// From the kernel's edges to values.
extension PinPanel {
    /// An input's line is there: tells what holds now, and waits for edges.
    func begin(_ pin: InputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            let levels = try pin.levels()
            pin.debouncer = Debouncer(
                periodMilliseconds: pin.isDebouncedHere ? pin.debounceMilliseconds : 0, level: levels.0)
            pin.meter = LineMeter(
                pin.meaning, signal: pin.signal, levels: levels, last: { lastValue?(pin, $0) },
                at: Clock.bootNanoseconds)
            if let meter = pin.meter {
                meter.begin { onValues?(pin, $0) }
            } else {
                // Before its first edge the signal is false, and known.
                onLevel?(pin, pin.isLevel ? levels.0 : false)
            }
        } catch {
            return lose(pin, error)
        }
        for descriptor in [line.descriptor, pin.second?.descriptor] {
            guard let descriptor else { continue }
            pin.watches.append(
                loop.watch(descriptor, for: .read) { [unowned self, unowned pin] _ in drain(pin) })
        }
    }

    /// Takes what waits, in the kernel's order.
    func drain(_ pin: InputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            if pin.second != nil { return try drainBoth(pin, line) }
            let loss = try line.drain { take($0, of: pin) }
            try note(loss, of: pin)
        } catch {
            lose(pin, error)
        }
    }

    private func note(_ loss: EdgeLoss, of pin: InputPin) throws(GPIOError) {
        switch loss {
        case .none: return
        case .counted(let count): pin.missedCount += count
        case .suspected: pin.lossCount += 1
        }
        if pin.isDebouncedHere || pin.isLevel {
            if let level = try pin.line?.level() { take(level, at: Clock.bootNanoseconds, of: pin) }
        } else if pin.meter != nil {
            let levels = try pin.levels()
            pin.edgeCount += Int(loss.count)
            pin.meter?.resume(levels: levels, missed: loss.count, at: Clock.bootNanoseconds) { onValues?(pin, $0) }
        }
    }

    /// The edges of two lines, in the order of their times. What is read of one line before the other was found empty is
    /// older than what that one still gets, so nothing is taken out of turn.
    private func drainBoth(_ pin: InputPin, _ line: any DigitalInput) throws(GPIOError) {
        var edges: [(event: EdgeEvent, isSecond: Bool)] = []
        var loss = EdgeLoss.none
        var count = -1
        while edges.count != count, edges.count < 4 * InputLine.drainLimit {
            count = edges.count
            let first = try line.drain { edges.append(($0, false)) }
            let second = try pin.second?.drain { edges.append(($0, true)) } ?? .none
            for next in [first, second] where next != .none { loss = next }
        }
        edges.sort { $0.event.timestampNanoseconds < $1.event.timestampNanoseconds }
        let lag = Clock.bootNanoseconds - Clock.monotonicNanoseconds
        for (event, isSecond) in edges {
            pin.edgeCount += 1
            pin.meter?.edge(
                to: event.level, isSecond: isSecond, at: Int64(event.timestampNanoseconds) + lag
            ) { onValues?(pin, $0) }
        }
        try note(loss, of: pin)
    }

    private func take(_ event: EdgeEvent, of pin: InputPin) {
        let lag = pin.isTimed ? Clock.bootNanoseconds - Clock.monotonicNanoseconds : 0
        take(event.level, at: Int64(event.timestampNanoseconds) + lag, of: pin)
    }

    private func take(_ level: Bool, at time: Int64, of pin: InputPin) {
        // Without bounce to hold back each edge that the kernel tells of counts, also two in a row to one level: between
        // them was one that was too short.
        if !pin.isLevel, !pin.isDebouncedHere { return report(level, at: time, of: pin) }
        switch pin.debouncer?.edge(to: level, at: time / 1_000_000) {
        case .changed(let level, let at, _)?: report(level, at: at * 1_000_000, of: pin)
        default: break
        }
    }

    private func report(_ level: Bool, at time: Int64, of pin: InputPin) {
        if pin.meter != nil {
            pin.edgeCount += 1
            pin.meter?.edge(to: level, at: time) { onValues?(pin, $0) }
            return
        }
        if pin.isLevel {
            onLevel?(pin, level)
            return
        }
        let values = LineReading.values(pin.meaning, level: level)
        if !values.isEmpty { pin.edgeCount += 1 }
        for value in values { onLevel?(pin, value) }
    }

    /// Ends the debounce time, the interval or the press that is over.
    func serve(_ pin: InputPin, now: Int64) {
        if let deadline = pin.debouncer?.deadline, now >= deadline,
            case .changed(let level, let at, _)? = pin.debouncer?.timerFired(at: now)
        {
            report(level, at: at * 1_000_000, of: pin)
        }
        guard let due = pin.meter?.deadline, now * 1_000_000 + 999_999 >= due else { return }
        // What came before the end belongs before it.
        drain(pin)
        pin.meter?.pass(to: max(due, Clock.bootNanoseconds)) { onValues?(pin, $0) }
    }

    /// Takes what waits and tells what was measured so far, so that nothing of it is lost.
    func finishMeters() {
        for pin in inputs where pin.meter != nil {
            drain(pin)
            pin.meter?.finish(at: Clock.bootNanoseconds) { onValues?(pin, $0) }
        }
    }

    func lose(_ pin: InputPin, _ error: GPIOError) {
        let meter = pin.meter
        closeInput(pin)
        note(error, pin.name, &pin.fault)
        if let meter {
            meter.lose { onValues?(pin, $0) }
        } else {
            onLevel?(pin, nil)
        }
    }

    func closeInput(_ pin: InputPin) {
        for watch in pin.watches { loop.unwatch(watch) }
        pin.watches.removeAll()
        pin.close()
    }
}
