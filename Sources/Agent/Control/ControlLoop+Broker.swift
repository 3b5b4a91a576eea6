internal import Configuration
internal import Decoding
internal import Logging
internal import MQTT
internal import Store

/// The two connections to the local broker: one that reads and waits for commits, one that commands and does not.
extension ControlLoop {
    /// Between two attempts to make a connection that was refused before it could connect.
    static let attemptMilliseconds: Int64 = 5000
    static let messageBudget = 512

    /// Makes the connections that there are none of yet. What stands in the way may be mended meanwhile, so it is tried
    /// again and again.
    func openConnections(now: Int64) {
        guard let local = configuration.localBroker, !isStopping, broker == nil || actuators == nil,
            now >= nextAttempt
        else { return }
        nextAttempt = now + ControlLoop.attemptMilliseconds
        do throws(MQTTError) {
            if broker == nil { connect(try Connection(options: ConnectionOptions(local)), local) }
            if actuators == nil {
                let actuators = try MQTTActuators(local, role: "actuators", logger: logger)
                actuators.present = { [unowned self] in presentCommands() }
                actuators.start(now: now)
                self.actuators = actuators
            }
            if brokerRefusal != nil { recurring.log(.notice, "options", "the local broker can be used now") }
            brokerRefusal = nil
        } catch {
            let reason = "\(error)"
            if brokerRefusal != reason {
                recurring.log(.error, "options", "the local broker cannot be used: \(reason)")
            }
            brokerRefusal = reason
        }
    }

    private func connect(_ connection: Connection, _ local: BrokerConfiguration) {
        _ = subscriptions.want(configuration.subscriptions, now: Clock.boot)
        connection.onConnected = { [unowned self] sessionPresent in
            recurring.log(.info, "connection", "local broker connected, session \(sessionPresent ? "resumed" : "new")")
            redeliveries.connected(sessionPresent: sessionPresent)
            subscriptions.connected(now: Clock.boot)
        }
        connection.onSubscribed = { [unowned self] packet, granted in
            for change in subscriptions.answered(packet: packet, codes: granted, now: Clock.boot) {
                switch change {
                case .refused(let filter, let code):
                    recurring.log(
                        .error, "subscription \(filter)",
                        "the local broker refuses the subscription \(filter) (reason \(code)); trying again")
                case .granted(let filter):
                    recurring.log(
                        .notice, "subscription \(filter)", "the local broker grants the subscription \(filter) now")
                }
            }
        }
        connection.onDisconnected = { [unowned self] reason in
            recurring.log(.warning, "connection", "local broker: \(reason)")
            broker?.isReadingPaused = isStopping
        }
        connection.onMessage = { [unowned self] message in receive(message) }
        connection.start(now: Clock.boot)
        broker = connection
    }

    /// Serves what both connections were reported ready for, and what is due.
    func serviceConnections(now: Int64) {
        openConnections(now: now)
        if let broker {
            broker.service(
                Readiness(rawValue: brokerWatch.takeReady(broker.descriptorGeneration)), now: now,
                budget: ControlLoop.messageBudget)
            subscribe(now: now)
        }
        if let connection = actuators?.connection {
            connection.service(
                Readiness(rawValue: actuatorWatch.takeReady(connection.descriptorGeneration)), now: now)
        }
    }

    /// Asks for what is due of the subscriptions.
    private func subscribe(now: Int64) {
        guard let broker, broker.state.isConnected, !isStopping else { return }
        let filters = subscriptions.due(now: now)
        guard !filters.isEmpty else { return }
        let level = QualityOfService(rawValue: UInt8(clamping: configuration.localBroker?.qualityOfService ?? 1))
        do throws(MQTTError) {
            let packet = try broker.subscribe(to: filters, qualityOfService: level ?? .atLeastOnce)
            subscriptions.sent(filters, packet: packet, now: now)
        } catch {
            recurring.log(.error, "not subscribed", "not subscribed: \(error)")
        }
    }

    func watchConnections() {
        watch(broker, by: brokerWatch)
        watch(actuators?.connection, by: actuatorWatch)
    }

    private func watch(_ connection: Connection?, by watch: ConnectionWatch) {
        guard let connection else { return }
        var interest: Interest = []
        if connection.interest.contains(.readable) { interest.insert(.read) }
        if connection.interest.contains(.writable) { interest.insert(.write) }
        watch.update(connection.descriptor, generation: connection.descriptorGeneration, interest: interest)
    }

    /// After a reload: takes back what is not wanted any more, and asks for what is new.
    func resubscribe() {
        let gone = subscriptions.want(configuration.subscriptions, now: Clock.boot)
        guard let broker, broker.state.isConnected, !gone.isEmpty else { return }
        do throws(MQTTError) {
            _ = try broker.unsubscribe(from: gone)
        } catch {
            recurring.log(.error, "not unsubscribed", "not unsubscribed: \(error)")
        }
    }
}

extension GatewayConfiguration {
    /// The topic filters asked of the local broker.
    var subscriptions: [String] {
        bindings.flatMap(\.inputs).flatMap { input -> [String] in
            if case .mqtt(let source) = input.source { source.sources.map(\.topic.subscription) } else { [] }
        }
    }
}
