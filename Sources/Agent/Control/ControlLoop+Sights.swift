internal import Configuration
internal import Engine
internal import Telemetry

/// What the console shows, as JSON. Times are milliseconds since the epoch.
extension ControlLoop {
    func look(at sight: Sight) -> [UInt8] {
        var json = JSONWriter(reserving: 4096)
        switch sight {
        case .summary:
            json.beginObject()
            writeSummary(to: &json)
            json.field("devices", host.engine.deviceCount)
            json.endObject()
        case .devices(let offset, let limit): writeDevices(from: offset, limit: limit, to: &json)
        case .device(let name): writeDevice(named: name, to: &json)
        case .recent: write(recent.all, to: &json)
        }
        return json.bytes
    }

    private func writeDevices(from offset: Int, limit: Int, to json: inout JSONWriter) {
        let count = host.engine.deviceCount
        let begin = min(max(0, offset), count)
        let end = min(begin + min(max(0, limit), AgentView.deviceLimit), count)
        json.beginObject()
        json.field("time", Clock.wall.milliseconds)
        json.field("total", count)
        json.field("offset", begin)
        json.key("devices")
        json.beginArray()
        for device in begin..<end {
            json.beginObject()
            json.field("name", host.engine.name(of: device))
            writeState(of: device, to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private func writeDevice(named name: String, to json: inout JSONWriter) {
        json.beginObject()
        defer { json.endObject() }
        guard let device = host.engine.device(named: name) else {
            json.field("error", "there is no such device")
            return
        }
        json.field("time", Clock.wall.milliseconds)
        json.field("name", name)
        let template = host.engine.plan.templates[host.engine.template(of: device)]
        json.field("template", template.name)
        json.key("signals")
        json.beginArray()
        let scores = Set(template.scores.map { template.signals[$0.signal].name })
        for signal in host.engine.signals(device: device) {
            write(signal, isScore: scores.contains(signal.name), to: &json)
        }
        json.endArray()
        json.key("rules")
        json.beginArray()
        for rule in host.engine.rules(device: device) { write(rule, of: name, to: &json) }
        json.endArray()
        json.key("actuators")
        json.beginArray()
        for (actuator, guards) in zip(host.engine.actuators(device: device), host.engine.guards(device: device)) {
            write(actuator, guards, to: &json)
        }
        json.endArray()
        simulated.write(device: name, to: &json)
    }

    private func wall(_ instant: Instant) -> Int64 { instant.milliseconds &+ wallOffset }

    private func write(_ signal: SignalView, isScore: Bool, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", signal.name)
        if let unit = signal.unit { json.field("unit", unit) }
        if let value = signal.value { json.field("value", value) }
        if let seen = signal.seen { json.field("seen", wall(seen)) }
        json.field("kind", isScore ? "score" : signal.isDerived ? "derived" : "measured")
        if signal.isRetained { json.field("retained", true) }
        if signal.isLearning { json.field("learning", true) }
        if !signal.explanation.isEmpty {
            json.key("explanation")
            ControlLoop.write(signal.explanation, to: &json)
        }
        json.endObject()
    }

    private func write(_ rule: RuleView, of device: String, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", rule.name)
        json.field("severity", rule.severity.name)
        switch rule.phase {
        case .cleared:
            json.field("state", "cleared")
            if let time = recent.clearing(device: device, rule: rule.name) { json.field("since", time.milliseconds) }
        case .pending(let since):
            json.field("state", "pending")
            json.field("since", wall(since))
        case .postponed: json.field("state", "postponed")
        case .raised(let since):
            json.field("state", "raised")
            json.field("since", wall(since))
        }
        if rule.isLatching { json.field("latching", true) }
        if rule.isLatched { json.field("latched", true) }
        if rule.isInhibited { json.field("inhibited", true) }
        if let end = rule.coolingEnd { json.field("cooling_until", wall(end)) }
        if let next = rule.nextDeadline { json.field("next", wall(next)) }
        json.field("count", Int64(clamping: rule.count))
        if let raise = recent.lastRaise(device: device, rule: rule.name) {
            json.key("last")
            json.raw(raise.json)
        }
        json.endObject()
    }

    private func write(_ actuator: ActuatorView, _ guards: GuardView, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", actuator.name)
        json.key("state")
        actuator.write(to: &json, wallOffset: wallOffset)
        json.field("safe", actuator.safe)
        json.field("rest", actuator.rest)
        if let next = actuator.nextDeadline { json.field("next", wall(next)) }
        json.key("guards")
        guards.write(to: &json)
        json.key("claims")
        json.beginArray()
        for claim in actuator.claims { claim.write(to: &json) }
        json.endArray()
        json.endObject()
    }
}

extension ActuatorView.Winner {
    /// A claim, one object.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", name)
        json.field("value", value)
        json.field("priority", priority)
        if isLatched { json.field("latched", true) }
        json.endObject()
    }
}
