internal import MQTT

/// The demo's story, told by one loop: the plant lives, doors open, the platform goes away and comes back.
final class DemoRun {
    /// An outage that is over.
    struct OutageRecord {
        var seconds: Double
        var mostHeld: Int64
    }

    static let statusSeconds = 0.25
    private static let finishSeconds = 30.0
    /// What the end takes of the time that was asked for.
    private static let endSeconds = 2.0

    let view: DemoView
    let stop: StopRequests
    let local: Mosquitto
    let platformBroker: Mosquitto
    let plant: Plant
    let platform: Platform
    let gateway: Gateway
    var doors = DoorScript()
    var outages: OutageScript
    var outage = OutageWatch()
    var news = GatewayNews()
    var status: GatewayStatus
    private let end: Double?
    private var nextStatus = 0.0
    var nextReading = 1.0
    var nextPlatform = 5.0
    var countsTold: [String: Int] = [:]

    init(
        library: DeviceLibrary, chip: String?, directory: PrivateDirectory, runMilliseconds: Int64?, stop: StopRequests
    ) throws(DemoFailure) {
        self.stop = stop
        view = DemoView(stop: stop)
        local = try Mosquitto(name: "local", in: directory)
        platformBroker = try Mosquitto(name: "platform", in: directory)
        let configuration = try DemoConfiguration(
            library: library, chip: chip, local: local, platform: platformBroker, in: directory)
        plant = try Plant(broker: local)
        platform = try Platform(broker: platformBroker)
        DemoRun.introduce(
            configuration, library: library, local: local, platform: platformBroker, milliseconds: runMilliseconds, view
        )
        try DemoRun.connect(plant, platform)
        gateway = try Gateway(configuration, in: directory)
        status = try gateway.status()
        end = runMilliseconds.map { Double($0) / 1000 - DemoRun.endSeconds }
        outages = OutageScript(end: end)
        plant.onNote = { [unowned self] note in view.line(.plant, note) }
        platform.onEntry = { [unowned self] entry in tell(entry) }
    }

    private static func introduce(
        _ configuration: DemoConfiguration, library: DeviceLibrary, local: Mosquitto, platform: Mosquitto,
        milliseconds: Int64?, _ view: DemoView
    ) {
        view.heading("Weir demo: a plant, a gateway and a platform on this machine. Nothing leaves it.")
        view.row("plant", "simulated sensors and motors, on a broker at \(local.address)")
        view.row("gateway", "weir run --config \(configuration.shownPath)")
        view.row("GPIO", configuration.gpio)
        view.row("platform", "a broker at \(platform.address), unplugged for a while on the way")
        view.row("device files", "\(library.path), with shorter times")
        view.row("dashboard", "\(configuration.page)  (to change things: \(configuration.token))")
        view.row("look in", "weir status --config \(configuration.shownPath)")
        view.row("end", milliseconds.map { "after \($0 / 1000) s, or with Ctrl-C" } ?? "with Ctrl-C")
        view.plain()
    }

    /// The platform subscribes before anything is published, so that its broker keeps everything for it.
    private static func connect(_ plant: Plant, _ platform: Platform) throws(DemoFailure) {
        let connections = [plant.connection, platform.connection]
        for connection in connections { connection.start(now: DemoClock.milliseconds) }
        let deadline = DemoClock.milliseconds + 10_000
        while !platform.isSubscribed || !plant.connection.state.isConnected {
            guard DemoClock.milliseconds < deadline else { throw DemoFailure("the brokers do not answer") }
            DemoConnection.turn(connections, longest: 20)
        }
    }

    /// Runs to the end; true when the balance holds.
    func run() throws(DemoFailure) -> Bool {
        try waitForGateway()
        view.startClock()
        view.line(.weir, "the gateway is connected to both brokers; the sensors begin")
        for fault in status.faults { view.line(.weir, "GPIO: \(fault)") }
        while stop.count == 0, view.seconds < end ?? .infinity {
            let time = view.seconds
            plant.advance(to: time)
            try moveDoors(at: time)
            try unplug(at: time)
            try turn()
            tellSamples(at: time)
        }
        let balance = try finish()
        gateway.stop()
        plant.connection.disconnect()
        platform.connection.disconnect()
        local.stop()
        platformBroker.stop()
        balance.show(view, counts: platform.counts, outages: outage.records)
        return balance.holds
    }

    private func waitForGateway() throws(DemoFailure) {
        let deadline = DemoClock.milliseconds + 15_000
        while !status.isBrokerConnected || !status.isUplinkConnected, stop.count == 0 {
            guard DemoClock.milliseconds < deadline else {
                throw DemoFailure("the gateway does not connect:\n\(gateway.lastWords)")
            }
            DemoConnection.turn([plant.connection, platform.connection], longest: 50)
            status = try gateway.status()
            stop.look()
        }
        // Its subscriptions follow its connection; what is published before them is not for it.
        let settled = DemoClock.milliseconds + 300
        while DemoClock.milliseconds < settled {
            DemoConnection.turn([plant.connection, platform.connection], longest: 20)
        }
    }

    // MARK: One turn

    private func turn() throws(DemoFailure) {
        DemoConnection.turn([plant.connection, platform.connection], longest: 50)
        stop.look()
        guard view.seconds >= nextStatus else { return }
        nextStatus = view.seconds + DemoRun.statusSeconds
        guard gateway.isRunning else { throw DemoFailure("the gateway has ended:\n\(gateway.lastWords)") }
        status = try gateway.status()
        if let isOn = status.isOn("fan", of: plant.cabinet.name) { plant.setFan(isOn: isOn) }
        tellGatewayNews()
        outage.observe(
            held: status.held, missing: (status.ledger("queued") ?? .max) - Int64(platform.count),
            isConnected: status.isUplinkConnected, at: view.seconds, view)
    }

    private func moveDoors(at time: Double) throws(DemoFailure) {
        for change in doors.changes(at: time) {
            guard let line = status.simulatedInput(of: change.device) else { continue }
            guard try gateway.simulate(line: line, level: change.isOpen) else { continue }
            let isColdStore = change.device == DoorScript.coldStoreDoor
            if isColdStore { plant.setDoor(isOpen: change.isOpen) }
            let door = isColdStore ? "the door of the cold store" : "the guard door of \(change.device)"
            view.line(
                .plant, "\(door) \(change.isOpen ? "opens" : "closes")",
                note: "weir simulate \(line) \(change.isOpen ? 1 : 0)")
        }
    }

    private func unplug(at time: Double) throws(DemoFailure) {
        if !outage.isCut, time >= outages.nextStart {
            view.line(.outage, "the platform is unplugged: its broker ends")
            platformBroker.stop()
            outage.begin(at: time)
        } else if outage.isCut, time >= outages.nextEnd {
            try plugIn(at: time)
        }
    }

    private func plugIn(at time: Double) throws(DemoFailure) {
        try platformBroker.start()
        outages.finishOne()
        outage.plugIn(at: time)
        view.line(.outage, "the platform is back; Weir tries again in its own time")
    }

    // MARK: The end

    /// The sensors are silent: waits until everything has arrived, or the time for it is over.
    private func finish() throws(DemoFailure) -> Balance {
        if stop.count > 0 { view.line(.weir, "ending") }
        if outage.isCut { try plugIn(at: view.seconds) }
        view.line(.weir, "the sensors are silent; waiting for what is under way")
        let deadline = view.seconds + DemoRun.finishSeconds
        let patience = stop.count + 1
        var last: Balance?
        while true {
            for _ in 0..<5 { try turn() }
            let balance = balance()
            // Twice the same: nothing is between its reading and its commit any more.
            if let balance, balance.isSettled, balance == last { return balance }
            last = balance
            if view.seconds >= deadline || stop.count >= patience {
                guard let balance else { throw DemoFailure("the store does not answer:\n\(gateway.lastWords)") }
                return balance
            }
        }
    }

    private func balance() -> Balance? {
        guard let queued = status.ledger("queued"), let held = status.held else { return nil }
        let reasons = [
            "droppedFull", "droppedAge", "droppedDamaged", "droppedRejected", "droppedPurged", "droppedThinned",
        ]
        return Balance(
            published: plant.publishedCount, received: Int(status.received), queued: Int(queued), held: Int(held),
            dropped: reasons.reduce(0) { $0 + Int(status.ledger($1) ?? 0) }, arrived: platform.count,
            duplicates: platform.duplicateCount, strange: platform.strangeCount)
    }
}
