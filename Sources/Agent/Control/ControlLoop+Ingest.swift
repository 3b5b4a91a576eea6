internal import Configuration
internal import Engine
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry

extension ControlLoop {
    func receive(_ message: borrowing Message) {
        messageCount += 1
        let content = Ingestor.content(topic: message.topic, payload: message.payload)
        let mark = RedeliveryMark(packetIdentifier: message.packetIdentifier, contentHash: content)
        if message.qualityOfService != .atMostOnce, redeliveries.isRepeat(mark) {
            filling.countReceived(as: .duplicates)
            return
        }
        // What the broker keeps until it is acknowledged is never shed: reading it pauses.
        mayShed = message.qualityOfService == .atMostOnce
        defer { mayShed = true }
        let reason = ingestor.take(
            topic: message.topic, payload: message.payload, content: content, isRetained: message.retained,
            now: clock.now, devices: host
        ) { input in take(input) }
        if !ingestor.flaws.isClean { note(ingestor.flaws, of: message) }
        if let reason {
            rejections.note(reason, topic: message.topic, payload: message.payload, now: Clock.boot)
            filling.countReceived(as: reason.ledgerCounter)
        } else if message.qualityOfService != .atMostOnce {
            hasUnstoredMessages = true
            redeliveries.accepted(mark)
            filling.appendRedelivery(mark)
        }
    }

    private func note(_ flaws: RecordFlaws, of message: borrowing Message) {
        flaws.forEachRefusal { reason, count in
            rejections.note(reason, count, topic: message.topic, payload: message.payload, now: Clock.boot)
            filling.countReceived(as: reason.ledgerCounter, Int64(count))
        }
        flaws.forEachTimeFlaw { flaw, count in
            rejections.note(flaw, count, topic: message.topic, payload: message.payload, now: Clock.boot)
        }
    }

    /// To be called when the engine is there: the panel's devices are its own.
    func listen(to pins: PinPanel) {
        for pin in pins.inputs { pin.engineDevice = host.device(named: pin.device) }
        pins.onLevel = { [unowned self] pin, level in take(level, of: pin) }
        pins.onValues = { [unowned self] pin, values in take(values, of: pin) }
        pins.onReadBack = { [unowned self] pin, level in take(readBack: level, of: pin) }
        pins.lastValue = { [unowned self] pin, signal in
            host.device(named: pin.device).flatMap { host.engine.number(device: $0, signal: signal) }
        }
    }

    private func take(readBack level: Bool?, of pin: OutputPin) {
        guard !isStopping, let device = host.device(named: pin.device) else { return }
        input.kind = .readBack
        input.now = clock.now
        input.device = device
        input.index = pin.index
        input.value = level
        take(input)
    }

    /// What a GPIO input measured.
    private func take(_ values: [Reading.Entry], of pin: InputPin) {
        guard !isStopping, let device = pin.engineDevice else { return }
        LineReading.fill(&input, device: device, number: pin.index, values: values, now: clock.now)
        take(input)
    }

    /// A value of a GPIO input's signal, or nil when the line is gone.
    func take(_ level: Bool?, of pin: InputPin) {
        guard !isStopping, let device = pin.engineDevice else { return }
        LineReading.fill(
            &input, device: device, number: pin.index, signal: pin.signal, value: level, now: clock.now)
        take(input)
    }

    /// One input: through the engine, actuators first, into the journal, and what follows to where it belongs.
    func take(_ input: borrowing Input) {
        host.step(input, into: &outputs)
        act()
        let isKept = journalIfRoom(input)
        if input.kind == .admission {
            // Once for a device, and their number is limited.
            ports.store.send(
                .admitted(device: input.name, template: host.engine.plan.templates[input.template].name))
        }
        if input.kind == .reading { account(for: input, isKept: isKept) }
        queueOutputs()
    }

    /// Whether as much waits as may: the store takes nothing, and what waits for it is at its limit.
    var isShedding: Bool { spare == nil && mayShed && filling.byteCount >= shedding.byteLimit }

    /// - Returns: false where there was no room, and the batch has a gap now.
    @discardableResult
    func journalIfRoom(_ input: borrowing Input) -> Bool {
        guard isShedding else {
            journal(input)
            return true
        }
        if !shedding.hasGap {
            recurring.log(
                .error, "keeping",
                "the store takes nothing and \(filling.byteCount) bytes wait: rules act, readings are not kept")
        }
        shedding.leaveOut()
        return false
    }

    func journal(_ input: borrowing Input) {
        journalEntry.reset()
        input.write(to: &journalEntry)
        filling.appendJournal(journalEntry.bytes)
        legends.journaled(journalEntry.bytes.count)
        hasReadings = true
        // Behind the entry, since the engine has taken it: the state is that before the next one.
        if legends.isDue(now: input.now.milliseconds) { journalLegend(.reminder) }
    }

    private func account(for input: borrowing Input, isKept: Bool) {
        let reception = outputs.reception
        if reception.isLate {
            filling.countReceived(as: .droppedLate)
            return
        }
        guard isKept else {
            filling.countReceived(as: .droppedUnstored)
            return shedding.leaveOutReading()
        }
        filling.count(.readings)
        filling.countReceived(as: uplinks.readings.isEmpty ? .keptOutByRule : .passedOn)
        if !uplinks.readings.isEmpty {
            queueReading(input, isTimeTrusted: reception.isTimeTrusted)
        }
    }
}

extension RejectReason {
    var ledgerCounter: LedgerCounter {
        switch self {
        case .rateLimited: .droppedRate
        case .deviceLimit, .timerLimit, .payloadTooLarge: .droppedQuota
        case .outOfOrder: .droppedLate
        case .redelivered: .duplicates
        default: .droppedInvalid
        }
    }
}
