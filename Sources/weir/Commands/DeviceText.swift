internal import Decoding
internal import Telemetry

/// A device's state for people: a line of values and raised rules, and one more for each actuator that somebody holds.
struct DeviceText {
    let lines: [String]

    init(_ device: JSONMember) {
        let values = (device.value["values"]?.members ?? []).map { "\($0.key) \(DeviceText.shown($0.value))" }
        let latched = Set((device.value["latched"]?.array ?? []).compactMap(\.string))
        let raised = (device.value["raised"]?.array ?? []).compactMap(\.string).map {
            latched.contains($0) ? "\($0) (latched)" : $0
        }
        let states = device.value["actuator_states"]?.members ?? []
        let actuators = states.map { "\($0.key) \(DeviceText.level($0.value["value"]))" }
        var line = "device \(device.key): " + values.joined(separator: ", ")
        if !actuators.isEmpty { line += " | " + actuators.joined(separator: ", ") }
        if !raised.isEmpty { line += " | RAISED " + raised.joined(separator: ", ") }
        lines =
            [line] + (device.value["event_time"].map { [DeviceText.eventTime($0, of: device.key)] } ?? [])
            + states.compactMap { state in
                DeviceText.detail(state.value).map { "  \(device.key).\(state.key) \($0)" }
            }
    }

    /// How far a device has come by its own clock.
    private static func eventTime(_ state: JSONValue, of device: String) -> String {
        let late = (state["late"]?.members ?? []).reduce(Int64(0)) { $0 + ($1.value.integer ?? 0) }
        let watermark = Timestamp(milliseconds: state["watermark"]?.integer ?? 0).rfc3339
        var text = "  \(device) has come to \(watermark): held \(state["held"]?.integer ?? 0), late \(late)"
        for name in ["behind", "early"] {
            guard let count = state[name]?.integer, count > 0 else { continue }
            text += ", \(name) \(count)"
        }
        return text
    }

    /// Why an actuator is as it is; nil at rest.
    private static func detail(_ state: JSONValue) -> String? {
        var text: [String] = []
        if let winner = state["winner"]?.string {
            let note = state["latched"]?.bool == true ? ", latched" : ""
            text.append("by \(winner) (priority \(state["priority"]?.integer ?? 0)\(note))")
        }
        if let denied = state["denied"]?.string { text.append("DENIED \(denied)") }
        if let override = state["override"], let until = override["until"]?.integer {
            let end = Timestamp(milliseconds: until).rfc3339
            text.append("override \(level(override["value"])) until \(end)")
        }
        guard !text.isEmpty else { return nil }
        return "\(level(state["value"])) " + text.joined(separator: ", ")
    }

    private static func level(_ value: JSONValue?) -> String { value?.bool == true ? "on" : "off" }

    private static func shown(_ value: JSONValue) -> String {
        switch value {
        case .integer(let number): number.description
        case .number(let number): JSONWriter.text(of: number)
        case .bool(let flag): flag.description
        case .string(let text): text
        default: "-"
        }
    }
}
