internal import Configuration
internal import Decoding
internal import Engine
internal import Logging
internal import MQTT
internal import Store
internal import Telemetry

extension ControlLoop {
    func connect(_ connection: Connection, qualityOfService: Int) {
        let level = QualityOfService(rawValue: UInt8(clamping: qualityOfService)) ?? .atLeastOnce
        connection.onConnected = { [unowned self] sessionPresent in
            logger.info("local broker connected, session \(sessionPresent ? "resumed" : "new")")
            redeliveries.connected(sessionPresent: sessionPresent)
            subscribe(level)
        }
        connection.onSubscribed = { [unowned self] _, granted in
            for code in granted where code >= 0x80 {
                logger.error("the local broker refused a subscription (reason \(code)); it is tried again")
                broker?.shutSocket()
            }
        }
        connection.onDisconnected = { [unowned self] reason in
            logger.warning("local broker: \(reason)")
            broker?.isReadingPaused = isStopping
        }
        connection.onMessage = { [unowned self] message in receive(message) }
        connection.start(now: Clock.boot)
        broker = connection
    }

    func subscribe(_ level: QualityOfService) {
        var filters: [String] = []
        for binding in configuration.bindings {
            for input in binding.inputs {
                guard case .mqtt(let source) = input.source, !filters.contains(source.topic.subscription) else {
                    continue
                }
                filters.append(source.topic.subscription)
            }
        }
        guard !filters.isEmpty else { return }
        do throws(MQTTError) {
            _ = try broker?.subscribe(to: filters, qualityOfService: level)
        } catch {
            logger.error("not subscribed: \(error)")
        }
    }

    private func receive(_ message: borrowing Message) {
        messageCount += 1
        filling.count(.received)
        let content = Ingestor.content(topic: message.topic, payload: message.payload)
        let mark = RedeliveryMark(packetIdentifier: message.packetIdentifier, contentHash: content)
        if message.qualityOfService != .atMostOnce, redeliveries.isRepeat(mark) {
            filling.count(.duplicates)
            return
        }
        let reason = ingestor.take(
            topic: message.topic, payload: message.payload, content: content, isRetained: message.retained,
            now: clock.now, devices: host
        ) { input in take(input) }
        if let reason {
            rejections.note(reason, topic: message.topic, payload: message.payload, now: Clock.boot)
            filling.count(reason.ledgerCounter)
        } else if message.qualityOfService != .atMostOnce {
            redeliveries.accepted(mark)
            filling.appendRedelivery(mark)
        }
    }

    /// A level of a GPIO input, or nil when the line is gone.
    func take(_ level: Bool?, of pin: InputPin) {
        guard !isStopping, let device = host.device(named: pin.device) else { return }
        input.kind = .reading
        input.now = clock.now
        input.device = device
        input.reading.input = pin.input
        input.reading.time = nil
        input.reading.isRetained = false
        input.reading.content = level == nil ? 2 : level == true ? 1 : 0
        input.reading.values.removeAll(keepingCapacity: true)
        input.reading.values.append(Reading.Entry(signal: pin.signal, value: level.map { .flag($0) }))
        filling.count(.received)
        take(input)
    }

    /// One input: into the journal, through the engine, and what follows to where it belongs.
    func take(_ input: borrowing Input) {
        journal(input)
        let before = host.engine.counters
        host.step(input, into: &outputs)
        if input.kind == .reading { account(for: input, before: before) }
        handleOutputs()
    }

    func journal(_ input: borrowing Input) {
        journalEntry.reset()
        input.write(to: &journalEntry)
        filling.appendJournal(journalEntry.bytes.span.bytes)
        hasReadings = true
    }

    private func account(for input: borrowing Input, before: EngineCounters) {
        let after = host.engine.counters
        if after.readingsOutOfOrder > before.readingsOutOfOrder {
            filling.count(.droppedLate)
            return
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
