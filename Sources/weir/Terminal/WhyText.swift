internal import Decoding
internal import Documents
internal import Telemetry

/// What a record followed from, for people.
struct WhyText {
    private(set) var text = ""
    private let isColoured: Bool

    /// - Parameter answer: as the API gives it.
    init(_ answer: JSONValue, isColoured: Bool) {
        self.isColoured = isColoured
        let line = answer["record"].map { RecordLine($0) }
        if let line { add(0, "\(line.time) \(line.kind) \(line.words)", line.colour ?? .bold) }
        add(0, WhyText.occasion(answer))
        if let actuator = answer["actuator"] { add(actuator: actuator) }
        for rule in answer["rules"]?.array ?? [] { add(rule: rule) }
        if answer["rule_changed"]?.bool == true {
            let time = answer["rule_changed_at"]?.integer.map { ", at \(WhyText.time($0))" } ?? ""
            add(0, "The rule has changed since\(time): what is shown is the rule of now.", .yellow)
        }
        if answer["journal"]?["is_whole"]?.bool == false, let from = answer["journal"]?["from"]?.integer {
            add(0, "The journal begins at \(WhyText.time(from)): what was before is not known.", .yellow)
        }
    }

    private mutating func add(_ depth: Int, _ line: String, _ colour: Terminal.Colour? = nil) {
        let indent = String(repeating: "  ", count: depth)
        text += indent + Terminal.coloured(Terminal.safe(line), colour, if: isColoured) + "\n"
    }

    private static func occasion(_ answer: JSONValue) -> String {
        switch answer["by"]?.string {
        case "reading":
            "by a reading of \(answer["device"]?.string ?? "?"), input \(answer["input"]?.string ?? "?")"
        case "time": "as time had come"
        case "person": "by what \(answer["person"]?.string ?? "a person") asked for"
        case "command": "by a command from upstream"
        case "start": "by the start of the gateway"
        case "clock": "as the wall clock was set"
        case "device": "as the device appeared"
        case "line": "by the level read back from a line"
        case let other: "by a \(other ?? "cause that is not known")"
        }
    }

    private mutating func add(rule: JSONValue) {
        let name = rule["name"]?.string ?? "?"
        add(
            0,
            "rule \(name) (\(rule["place"]?.string ?? ""), version \(rule["version"]?.string ?? "?"), priority \(rule["priority"]?.integer ?? 0)), raised \(rule["count"]?.integer ?? 0) times",
            .bold)
        add(1, rule["written"]?.string ?? "")
        for condition in rule["conditions"]?.array ?? [] {
            let holds = condition["holds"]?.bool.map { $0 ? "true" : "false" } ?? "has no value"
            add(1, "\(condition["role"]?.string ?? "?"): \(holds)")
        }
        for timer in rule["timers"]?.array ?? [] { add(1, WhyText.timer(timer)) }
        for event in rule["events"]?.array ?? [] {
            add(1, "step \(event["step"]?.integer ?? 0) at \(WhyText.time(event["time"]?.integer ?? 0))")
        }
        for value in rule["values"]?.array ?? [] { add(value: value) }
        for window in rule["windows"]?.array ?? [] { add(window: window) }
        if rule["inhibited"]?.bool == true { add(1, "inhibited", .yellow) }
    }

    private static func timer(_ timer: JSONValue) -> String {
        var text = timer["role"]?.string ?? "?"
        if let milliseconds = timer["ms"]?.integer { text += " \(DurationText.write(milliseconds: milliseconds))" }
        if let since = timer["since"]?.integer { text += ", since \(time(since))" }
        if let due = timer["due"]?.integer { text += ", due \(time(due))" }
        return text
    }

    private mutating func add(value: JSONValue) {
        var text = "\(value["name"]?.string ?? "?") = \(WhyText.shown(value["value"]))"
        if let kind = value["kind"]?.string, kind != "signal" { text += " (\(kind))" }
        if let source = value["of"]?.string { text += " of \(source)" }
        if value["retained"]?.bool == true { text += ", retained: of unknown age" }
        add(1, text)
        for reading in value["readings"]?.array ?? [] {
            var text =
                "\(WhyText.time(reading["time"]?.integer ?? 0)) \(WhyText.shown(reading["value"])), input \(reading["input"]?.string ?? "?")"
            if let own = reading["at"]?.integer { text += ", measured \(WhyText.time(own))" }
            add(2, text, .dim)
        }
    }

    private mutating func add(window: JSONValue) {
        var text = "\(window["name"]?.string ?? "?") = \(WhyText.shown(window["value"])): "
        text += "\(window["count"]?.integer ?? 0) values"
        if let from = window["from"]?.integer {
            text +=
                " since \(WhyText.time(from)), \(WhyText.shown(window["min"])) to \(WhyText.shown(window["max"]))"
        }
        add(1, text)
        for sample in (window["samples"]?.array ?? []).suffix(5) {
            let pair = sample.array ?? []
            add(2, "\(WhyText.time(pair.first?.integer ?? 0)) \(WhyText.shown(pair.last))", .dim)
        }
    }

    private mutating func add(actuator: JSONValue) {
        let state = actuator["value"]?.bool == true ? "on" : "off"
        var text = "actuator \(actuator["name"]?.string ?? "?") is \(state)"
        text += actuator["winner"]?.string.map { ", \($0) has its way" } ?? ", nobody wants anything"
        if let denied = actuator["denied"]?.string { text += ", denied: \(denied)" }
        add(0, text, .bold)
        for claim in actuator["claims"]?.array ?? [] {
            let value = claim["value"]?.bool == true ? "on" : "off"
            let latched = claim["latched"]?.bool == true ? ", latched" : ""
            add(
                1,
                "\(claim["name"]?.string ?? "?") wants \(value), priority \(claim["priority"]?.integer ?? 0)\(latched)")
        }
        let guards = (actuator["guards"]?.members ?? []).map { guardian in
            guardian.key.hasSuffix("_ms")
                ? "\(guardian.key.dropLast(3)) \(DurationText.write(milliseconds: guardian.value.integer ?? 0))"
                : "\(guardian.key) \(WhyText.shown(guardian.value))"
        }
        if !guards.isEmpty { add(1, "guards: " + guards.joined(separator: ", ")) }
        for value in actuator["values"]?.array ?? [] { add(value: value) }
    }

    private static func time(_ milliseconds: Int64) -> String { Timestamp(milliseconds: milliseconds).rfc3339 }

    private static func shown(_ value: JSONValue?) -> String {
        guard let value else { return "no value" }
        if let number = value.number { return JSONWriter.text(of: number) }
        return value.bool.map { $0 ? "true" : "false" } ?? value.string ?? "no value"
    }
}
