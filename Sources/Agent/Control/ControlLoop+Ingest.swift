internal import Configuration
internal import Engine
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry

extension ControlLoop {
    func receive(_ message: borrowing Message) {
        messageCount += 1
        filling.count(.received)
        let content = Ingestor.content(topic: message.topic, payload: message.payload)
        let mark = RedeliveryMark(packetIdentifier: message.packetIdentifier, contentHash: content)
        if message.qualityOfService != .atMostOnce, redeliveries.isRepeat(mark) {
            filling.count(.duplicates)
            return
        }
        // What the broker keeps until it is acknowledged is never shed: reading it pauses.
        mayShed = message.qualityOfService == .atMostOnce
        defer { mayShed = true }
        let reason = ingestor.take(
            topic: message.topic, payload: message.payload, content: content, isRetained: message.retained,
            now: clock.now, devices: host
        ) { input in take(input) }
        ingestor.flaws.forEachRefusal { reason, count in
            rejections.note(reason, count, topic: message.topic, payload: message.payload, now: Clock.boot)
            filling.count(reason.ledgerCounter, Int64(count))
        }
        ingestor.flaws.forEachTimeFlaw { flaw, count in
            rejections.note(flaw, count, topic: message.topic, payload: message.payload, now: Clock.boot)
        }
        if let reason {
            rejections.note(reason, topic: message.topic, payload: message.payload, now: Clock.boot)
            filling.count(reason.ledgerCounter)
        } else if message.qualityOfService != .atMostOnce {
            redeliveries.accepted(mark)
            filling.appendRedelivery(mark)
        }
    }

    func listen(to pins: PinPanel) {
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
        guard !isStopping, let device = host.device(named: pin.device) else { return }
        LineReading.fill(&input, device: device, number: pin.index, values: values, now: clock.now)
        filling.count(.received)
        take(input)
    }

    /// A value of a GPIO input's signal, or nil when the line is gone.
    func take(_ level: Bool?, of pin: InputPin) {
        guard !isStopping, let device = host.device(named: pin.device) else { return }
        LineReading.fill(
            &input, device: device, number: pin.index, signal: pin.signal, value: level, now: clock.now)
        filling.count(.received)
        take(input)
    }

    /// One input: into the journal, through the engine, and what follows to where it belongs.
    func take(_ input: borrowing Input) {
        let isKept = journalIfRoom(input)
        let before = host.engine.counters
        host.step(input, into: &outputs)
        if input.kind == .admission {
            // Once for a device, and their number is limited.
            ports.store.send(
                .admitted(device: input.name, template: host.engine.plan.templates[input.template].name))
        }
        if input.kind == .reading { account(for: input, before: before, isKept: isKept) }
        handleOutputs()
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
            logger.error(
                "the store takes nothing and \(filling.byteCount) bytes wait: rules act, readings are not kept")
        }
        shedding.leaveOut()
        return false
    }

    func journal(_ input: borrowing Input) {
        if legends.isDue(now: input.now.milliseconds) { journalLegend(.reminder) }
        journalEntry.reset()
        input.write(to: &journalEntry)
        filling.appendJournal(journalEntry.bytes.span.bytes)
        legends.journaled(journalEntry.bytes.count)
        hasReadings = true
    }

    private func account(for input: borrowing Input, before: EngineCounters, isKept: Bool) {
        let after = host.engine.counters
        if after.readingsOutOfOrder > before.readingsOutOfOrder {
            filling.count(.droppedLate)
            return
        }
        guard isKept else {
            filling.count(.droppedUnstored)
            return shedding.leaveOutReading()
        }
        filling.count(.readings)
        if uplinks.readings.isEmpty {
            filling.count(.keptOutByRule)
        } else {
            queueReading(input)
        }
    }
}

extension RejectReason {
    var ledgerCounter: LedgerCounter {
        switch self {
        case .rateLimited: .droppedRate
        case .deviceLimit, .payloadTooLarge: .droppedQuota
        case .outOfOrder: .droppedLate
        case .redelivered: .duplicates
        default: .droppedInvalid
        }
    }
}
