internal import MQTT

/// The simulated plant: models whose sensors publish over a real connection, and whose motors obey what arrives on it.
final class Plant {
    private static let stepSeconds = 0.05

    let connection: Connection
    /// Something that a person in the plant would notice.
    var onNote: ((String) -> Void)?
    /// Messages handed to the broker.
    private(set) var publishedCount = 0
    private(set) var coldStore = ColdStoreModel(name: "cold-store")
    private(set) var cabinet = CabinetModel(name: "cabinet-1")
    private(set) var tank = TankModel(name: "tank-1", level: 47)
    private(set) var pumps = [
        PumpModel(name: "pump-7", build: .init(hottest: 110, wearRate: 0.25), temperature: 71, vibration: 5.2),
        PumpModel(name: "pump-8", build: .init(hottest: 61, wearRate: 0), temperature: 52, vibration: 2.4),
    ]
    /// Seconds since the sensors began.
    private var time = 0.0
    private var nextPublications = Schedule()

    init(broker: Mosquitto) throws(DemoFailure) {
        connection = try DemoConnection.make(to: broker, clientID: "demo-plant", session: .clean)
        let topics = pumps.map(\.commandTopic) + [tank.commandTopic]
        connection.onConnected = { [unowned self] _ in
            do throws(MQTTError) {
                _ = try connection.subscribe(to: topics)
            } catch {
                onNote?("the motors do not hear commands: \(error)")
            }
        }
        connection.onMessage = { [unowned self] message in
            obey(
                topic: String(decoding: message.topic, as: UTF8.self),
                payload: String(decoding: message.payload, as: UTF8.self))
        }
    }

    private func obey(topic: String, payload: String) {
        for index in pumps.indices where pumps[index].commandTopic == topic { pumps[index].obey(payload, at: time) }
        if tank.commandTopic == topic { tank.obey(payload, at: time) }
    }

    func setDoor(isOpen: Bool) { coldStore.isDoorOpen = isOpen }
    func setFan(isOn: Bool) { cabinet.isFanOn = isOn }

    /// Lets the plant live up to a time, in seconds since the sensors began, and publishes what is due.
    func advance(to goal: Double) {
        while time + Plant.stepSeconds <= goal {
            time += Plant.stepSeconds
            for index in pumps.indices { note(pumps[index].step(Plant.stepSeconds, at: time)) }
            note(tank.step(Plant.stepSeconds, at: time))
            coldStore.step(Plant.stepSeconds)
            cabinet.step(Plant.stepSeconds)
        }
        guard connection.state.isConnected else { return }
        if nextPublications.isDue(.availability, at: time) {
            publish(coldStore.availability, to: coldStore.availabilityTopic, isRetained: true)
        }
        if nextPublications.isDue(.pumps, at: time) {
            for pump in pumps { publish(pump.telemetry(at: DemoClock.wall), to: pump.telemetryTopic) }
        }
        if nextPublications.isDue(.tank, at: time) { publish(tank.reading(at: DemoClock.wall), to: tank.levelTopic) }
        if nextPublications.isDue(.rooms, at: time) {
            publish(coldStore.reading(), to: coldStore.topic)
            publish(cabinet.reading(), to: cabinet.topic)
        }
    }

    private func note(_ notes: [String]) {
        for note in notes { onNote?(note) }
    }

    private func publish(_ payload: String, to topic: String, isRetained: Bool = false) {
        do throws(MQTTError) {
            _ = try connection.publish(
                topic: topic, payload: Array(payload.utf8), qualityOfService: .atLeastOnce, retain: isRetained)
            publishedCount += 1
        } catch {
            onNote?("a sensor could not publish: \(error)")
        }
    }

    /// What the sensors say just now, in one line.
    var summary: String {
        let pump = pumps[0]
        return [
            "\(pump.name) \(Int(pump.temperature)) °C \(pump.vibration.oneDecimal) mm/s",
            "\(tank.name) \(Int(tank.level)) %", "\(coldStore.name) \(coldStore.temperature.oneDecimal) °C",
            "\(cabinet.name) \(Int(cabinet.temperature)) °C",
        ].joined(separator: "   ")
    }
}

/// When which sensors publish next.
private struct Schedule {
    enum Sensors: Int {
        case availability, pumps, tank, rooms

        var seconds: Double {
            switch self {
            case .availability: 600
            case .pumps: 0.25
            case .tank: 0.5
            case .rooms: 1
            }
        }
    }

    private var next = [0.0, 0, 0, 0]

    mutating func isDue(_ sensors: Sensors, at time: Double) -> Bool {
        guard time >= next[sensors.rawValue] else { return false }
        next[sensors.rawValue] = time + sensors.seconds
        return true
    }
}
