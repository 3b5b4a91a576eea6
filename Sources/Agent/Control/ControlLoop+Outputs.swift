internal import Configuration
internal import Engine
internal import Store
internal import Telemetry

/// Which uplinks get what.
struct UplinkTargets {
    let destinations: [DestinationID]
    private(set) var events: DestinationSet = []
    private(set) var commands: DestinationSet = []
    private(set) var summaries: DestinationSet = []
    private(set) var readings: DestinationSet = []

    init(configuration: GatewayConfiguration, destinations: [DestinationID]) {
        self.destinations = destinations
        for (uplink, destination) in zip(configuration.uplinks, destinations) {
            let set = DestinationSet(destination)
            if uplink.kinds.contains(.events) { events.formUnion(set) }
            if uplink.kinds.contains(.commands) { commands.formUnion(set) }
            if uplink.kinds.contains(.summaries) { summaries.formUnion(set) }
            if uplink.kinds.contains(.readings) { readings.formUnion(set) }
        }
    }
}

extension DeliveryClass {
    /// Most urgent first; the last class is the first to be dropped by a full buffer.
    static let events = DeliveryClass(clamping: 1)
    static let commands = DeliveryClass(clamping: 2)
    static let summaries = DeliveryClass(clamping: 3)
    static let readings = DeliveryClass(clamping: 4)
}

extension ControlLoop {
    /// Moves actuators: a command is on its way before anything is written about it.
    func act() {
        var isCommanding = false
        for case .command(let command) in outputs.records {
            carryOut(command)
            isCommanding = true
        }
        if isCommanding { actuators?.flush() }
    }

    /// Puts what goes upstream into the batch, after the input that it follows from.
    func queueOutputs() {
        guard !outputs.isEmpty else { return }
        for record in outputs.records { queue(record) }
        tell(outputs.records)
        outputs.removeAll()
    }

    /// Tells people what happened.
    private func tell(_ records: [Output]) {
        for record in records {
            let entry = RecentOutputs.Entry(record)
            if let entry { recent.note(entry) }
            guard ports.feed.isFollowed else { continue }
            json.reset()
            record.write(to: &json)
            ports.feed.post(LiveRecord(json.bytes, isRemembered: entry != nil))
        }
    }

    /// What is remembered is told here, as what comes next is: between the two there is nothing.
    func begin(_ follower: Follower, from beginning: LiveRecord.Beginning) {
        guard isRecovered else { return earlyFollowers.append((follower, beginning)) }
        guard ports.feed.holds(follower) else { return }
        let past = recent.records(from: beginning)
        follower.begin(with: past.records, hasGap: past.hasGap)
    }

    private func queue(_ record: Output) {
        switch record {
        case .event(let event):
            filling.count(.events)
            let isAlarm = event.severity >= .major
            // With or without somebody upstream: a latch outlives a power cut.
            if isAlarm { filling.noteAlarm() }
            queue(record, device: event.device, to: uplinks.events, deliveryClass: isAlarm ? .alarms : .events)
        case .command(let command):
            filling.count(.commands)
            queue(record, device: command.device, to: uplinks.commands, deliveryClass: .commands)
        case .summary(let summary):
            filling.count(.summaries)
            queue(record, device: summary.device, to: uplinks.summaries, deliveryClass: .summaries)
        case .suppression: break
        }
    }

    private func queue(_ record: Output, device: String, to set: DestinationSet, deliveryClass: DeliveryClass) {
        guard !set.isEmpty else { return }
        let isEvent = deliveryClass == .alarms || deliveryClass == .events
        guard !isShedding || (isEvent && filling.byteCount < shedding.eventByteLimit) else {
            return shedding.leaveOutRecord()
        }
        json.reset()
        record.write(to: &json)
        filling.appendOutbox(
            json.bytes, to: set, deliveryClass: deliveryClass, device: ControlLoop.deviceKey(device))
        hasReadings = true
    }

    /// A reading as it goes upstream, in the terms of the other records: `time` is when it came, `device_time` when the
    /// device says that it was measured.
    func queueReading(_ input: borrowing Input, isTimeTrusted: Bool) {
        let device = host.engine.name(of: input.device)
        let template = host.engine.plan.templates[host.template(of: input.device)]
        let time = host.engine.now.milliseconds + wallOffset
        let id = Identifier {
            $0.combine(configuration.gateway)
            $0.combine(device)
            $0.combine(input.reading.content)
            $0.combine(UInt64(input.reading.input))
            $0.combine(time)
        }
        json.reset()
        json.beginObject()
        json.field("time", time)
        if time < DeviceTrust.known.milliseconds { json.field("time_uncertain", true) }
        if let measured = input.reading.time {
            json.field("device_time", measured.milliseconds)
            if !isTimeTrusted { json.field("device_time_trusted", false) }
        }
        json.field("kind", "reading")
        json.field("device", device)
        json.key("signals")
        json.beginObject()
        for entry in input.reading.values {
            guard let value = entry.value else { continue }
            json.field(template.signals[entry.signal].name, value)
        }
        json.endObject()
        json.field("id", id.description)
        json.endObject()
        let bytes = json.bytes
        filling.appendOutbox(
            bytes, to: uplinks.readings, deliveryClass: .readings, device: ControlLoop.deviceKey(device))
    }

    /// Keys the order within a device; equal keys of two devices only make one wait for the other.
    private static func deviceKey(_ device: String) -> UInt32 {
        var hash = StableHash()
        hash.combine(device)
        return UInt32(truncatingIfNeeded: hash.value)
    }

    // MARK: Actuators

    private func carryOut(_ command: Command) {
        // The outputs were driven to their safe values, and stay there.
        guard !isStopping else { return }
        guard let device = host.device(named: command.device, near: input.device) else { return }
        let template = host.template(of: device)
        let actuators = host.engine.plan.templates[template].actuators
        guard let index = actuators.firstIndex(where: { $0.name == command.actuator }) else { return }
        switch configuration.bindings[template].actuators[index].target {
        case .gpio: pins.set(command.value, template: template, actuator: index, device: command.device)
        case .mqtt(let target): self.actuators?.send(target, device: command.device, value: command.value)
        }
    }

    /// Every MQTT actuator with the value it has now.
    func actuatorTargets() -> [(target: MQTTActuators.Target, value: Bool, safe: Bool)] {
        var result: [(target: MQTTActuators.Target, value: Bool, safe: Bool)] = []
        for device in 0..<host.engine.deviceCount {
            let values = host.engine.commanded(device: device)
            let bindings = configuration.bindings[host.template(of: device)].actuators
            for (index, binding) in bindings.enumerated() {
                guard case .mqtt(let output) = binding.target else { continue }
                let target = MQTTActuators.Target(output: output, device: host.engine.name(of: device))
                result.append((target, values[index], binding.safe))
            }
        }
        return result
    }

    /// After a (re)connect every device is told what it should do.
    func presentCommands() {
        for entry in actuatorTargets() {
            let value = isStopping ? entry.safe : entry.value
            actuators?.send(entry.target.output, device: entry.target.device, value: value)
        }
    }

    /// After a reload lines and topics may be others.
    func driveCommanded() {
        for device in 0..<host.engine.deviceCount {
            let template = host.template(of: device)
            for (index, value) in host.engine.commanded(device: device).enumerated() {
                pins.set(value, template: template, actuator: index, device: host.engine.name(of: device))
            }
        }
        presentCommands()
    }
}
