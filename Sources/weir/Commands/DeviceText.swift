internal import Decoding
internal import Telemetry

/// A device's state for people: a line of values and raised rules, and one more for each actuator that somebody holds.
struct DeviceText {
    let lines: [String]

    init(_ device: JSONMember) {
        let simulated = Set((device.value["simulated"]?.array ?? []).compactMap(\.string))
        func note(_ name: String) -> String { simulated.contains(name) ? " (simulated)" : "" }
        let values = (device.value["values"]?.members ?? []).map {
            "\($0.key) \(DeviceText.shown($0.value))\(note($0.key))"
        }
        let latched = Set((device.value["latched"]?.array ?? []).compactMap(\.string))
        let raised = (device.value["raised"]?.array ?? []).compactMap(\.string).map { rule in
            let severity = device.value["severities"]?[rule]?.string ?? "?"
            return "\(rule) (\(severity)\(latched.contains(rule) ? ", latched" : ""))"
        }
        let learning = (device.value["learning"]?.array ?? []).compactMap(\.string)
        let cooling = (device.value["cooling"]?.members ?? []).map { member in
            let end = Timestamp(milliseconds: member.value.integer ?? 0).rfc3339
            return "\(member.key) until \(end.dropFirst(11))"
        }
        let states = device.value["actuator_states"]?.members ?? []
        let actuators = states.map { "\($0.key) \(DeviceText.level($0.value["value"]))\(note($0.key))" }
        var line = "device \(device.key): " + values.joined(separator: ", ")
        if !actuators.isEmpty { line += " | " + actuators.joined(separator: ", ") }
        if !learning.isEmpty { line += " | learning " + learning.joined(separator: ", ") }
        if !cooling.isEmpty { line += " | cools down " + cooling.joined(separator: ", ") }
        if !raised.isEmpty { line += " | RAISED " + raised.joined(separator: ", ") }
        lines =
            [line]
            + (device.value["explanations"]?.members ?? []).compactMap { score in
                DeviceText.reason(score.value).map {
                    let value = device.value["values"]?[score.key].map(DeviceText.shown) ?? "-"
                    return "  \(device.key).\(score.key) is \(value): \($0)"
                }
            }
            + (device.value["event_time"].map { [DeviceText.eventTime($0, of: device.key)] } ?? [])
            + states.compactMap { state in
                DeviceText.detail(state.value).map { "  \(device.key).\(state.key)\(note(state.key)) \($0)" }
            }
    }

    /// Why a score is high, or what a remaining life is between; nil while there is nothing to say.
    private static func reason(_ words: JSONValue) -> String? {
        func number(_ name: String) -> String? { words[name].map(shown) }
        if let signal = words["signal"]?.string, let since = words["since"]?.string {
            // Apart by so many of the signal's own unit, or by what the detector counts in.
            let measure = words["measure"]?.string.flatMap { $0 == "units" ? nil : " \($0)" } ?? ""
            return "\(signal) is \(number("observed") ?? "-"), usual is \(number("expected") ?? "-"), "
                + "\(number("deviation") ?? "-")\(measure) apart, since \(since)"
        }
        if let low = number("low"), let high = number("high") { return "between \(low) and \(high)" }
        return nil
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

    static func shown(_ value: JSONValue) -> String {
        switch value {
        case .integer(let number): number.description
        case .number(let number): JSONWriter.text(of: number)
        case .bool(let flag): flag.description
        case .string(let text): text
        default: "-"
        }
    }
}
