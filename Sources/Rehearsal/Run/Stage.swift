internal import Agent
internal import Configuration
internal import Documents
internal import Telemetry

/// A gateway on a virtual clock: things arrive at times since the beginning of a test.
struct Stage {
    private let replay: Replay
    private let start: Timestamp
    private let templates: [String]

    init(_ replay: Replay, test: DeviceTest) {
        self.replay = replay
        start = test.start
        templates = replay.templateNames
    }

    /// Milliseconds since the beginning.
    func time(of record: Timestamp) -> Int64 { record.milliseconds - start.milliseconds }

    /// What a test is given has lasted: it did not just come about.
    func settle() {
        replay.settleActuators()
    }

    func pass(to at: Int64) throws(Replay.Failure) -> [Output] {
        try take(at) { _ in }
    }

    func restart(at: Int64) throws(Replay.Failure) -> [Output] {
        try take(at) { $0.field("start", true) }
    }

    /// Makes a device known whose file leaves open which there are; the others are known already.
    func admit(_ device: TestDevice, at: Int64) throws(Replay.Failure) -> [Output] {
        try take(at) { json in
            json.field("device", device.name)
            json.field("admit", templates[device.template])
        }
    }

    func deliver(
        _ values: [NamedValue], of device: TestDevice, input: String, isRetained: Bool, at: Int64
    ) throws(Replay.Failure) -> [Output] {
        try take(at) { json in
            json.field("device", device.name)
            json.field("input", input)
            if isRetained { json.field("retained", true) }
            json.key("signals")
            json.beginObject()
            for value in values { json.field(value.name, value.value) }
            json.endObject()
        }
    }

    /// - Returns: also why the message was not taken; nil where it was.
    func deliver(
        topic: String, payload: String, isRetained: Bool, at: Int64
    ) throws(Replay.Failure) -> (outputs: [Output], rejection: RejectReason?) {
        let outputs = try take(at) { json in
            json.field("topic", topic)
            json.field("payload", payload)
            if isRetained { json.field("retained", true) }
        }
        return (outputs, replay.rejection)
    }

    func deliver(chip: String, line: String, isOn: Bool, at: Int64) throws(Replay.Failure) -> [Output] {
        try take(at) { json in
            json.field("chip", chip)
            json.field("line", line)
            json.field("level", isOn ? 1 : 0)
        }
    }

    func acknowledge(_ rule: String, of device: String, at: Int64) throws(Replay.Failure) -> [Output] {
        try take(at) { json in
            json.field("device", device)
            json.field("acknowledge", rule)
        }
    }

    /// - Parameter isOn: nil lets go of the actuator.
    func override(
        _ actuator: String, of device: String, isOn: Bool?, milliseconds: Int64, at: Int64
    ) throws(Replay.Failure) -> [Output] {
        try take(at) { json in
            json.field("device", device)
            json.key("override")
            json.beginObject()
            json.field("actuator", actuator)
            if let isOn {
                json.field("value", isOn)
                json.field("for", milliseconds)
            }
            json.endObject()
        }
    }

    private func take(_ at: Int64, _ fill: (inout JSONWriter) -> Void) throws(Replay.Failure) -> [Output] {
        var line = JSONWriter()
        line.beginObject()
        line.field("time", start.milliseconds + at)
        fill(&line)
        line.endObject()
        return try replay.take(line.bytes)
    }

    // MARK: What has become of the devices

    func values(of device: String) -> [NamedValue] { replay.values(device: device) }
    func raised(of device: String) -> [String] { replay.raised(device: device) }
    func actuators(of device: String) -> [(name: String, isOn: Bool)] { replay.actuators(device: device) }
    func inputName(_ index: Int, of device: TestDevice) -> String {
        replay.inputNames(template: device.template)[index]
    }
}
