internal import Engine
internal import Telemetry

/// The fields of the answer. Times are milliseconds since the epoch.
extension Explanation {
    /// Samples of a window that are shown: the newest.
    static let shownSamples = 200

    func write(to json: inout JSONWriter) {
        json.key("record")
        evidence.record.write(to: &json)
        json.field("by", occasion.rawValue)
        if let source {
            json.field("device", source.device)
            json.field("input", source.input)
        }
        if let person { json.field("person", person) }
        if let change {
            json.field("rule_changed", true)
            if let time = change.time { json.field("rule_changed_at", time) }
        }
        json.key("rules")
        json.beginArray()
        for rule in evidence.rules { write(rule, to: &json) }
        json.endArray()
        if let actuator = evidence.actuator {
            json.key("actuator")
            write(actuator, to: &json)
        }
    }

    private func write(_ rule: RuleEvidence, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", rule.name)
        json.field("written", rule.written)
        json.field("place", rule.place)
        json.field("version", String(rule.version, radix: 16))
        json.field("priority", rule.priority)
        json.field("raised", rule.isRaised)
        if let time = rule.raisedAt { json.field("raised_at", time.milliseconds) }
        json.field("count", Int64(clamping: rule.count))
        if rule.isInhibited { json.field("inhibited", true) }
        json.key("conditions")
        json.beginArray()
        for condition in rule.conditions {
            json.beginObject()
            json.field("role", condition.role)
            if let holds = condition.holds { json.field("holds", holds) }
            json.endObject()
        }
        json.endArray()
        json.key("timers")
        json.beginArray()
        for timer in rule.timers { write(timer, to: &json) }
        json.endArray()
        write(rule.values, to: &json)
        json.key("windows")
        json.beginArray()
        for window in rule.windows { write(window, to: &json) }
        json.endArray()
        if !rule.steps.isEmpty {
            json.key("events")
            json.beginArray()
            for step in rule.steps {
                json.beginObject()
                json.field("step", step.step + 1)
                json.field("time", step.time.milliseconds)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }

    private func write(_ timer: RuleEvidence.Timer, to json: inout JSONWriter) {
        json.beginObject()
        json.field("role", timer.role)
        if let milliseconds = timer.milliseconds { json.field("ms", milliseconds) }
        if let since = timer.since { json.field("since", since.milliseconds) }
        if let due = timer.due { json.field("due", due.milliseconds) }
        json.endObject()
    }

    private func write(_ values: [ValueEvidence], to json: inout JSONWriter) {
        json.key("values")
        json.beginArray()
        for value in values {
            json.beginObject()
            json.field("name", value.name)
            json.field("kind", scores.contains(value.name) ? "score" : value.kind.word)
            if let number = value.value { json.field("value", number) }
            if let seen = value.seen { json.field("seen", seen.milliseconds) }
            if value.isRetained { json.field("retained", true) }
            if let source = value.source { json.field("of", "\(source.device).\(source.name)") }
            let source = value.source ?? (evidence.record.device, value.name)
            let readings = readings.first { $0.device == source.device && $0.signal == source.name }
            if let readings { write(readings.entries, to: &json) }
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ entries: [ReadingLog.Entry], to json: inout JSONWriter) {
        json.key("readings")
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.field("time", entry.time)
            if let own = entry.own { json.field("at", own.milliseconds) }
            if let value = entry.value { json.field("value", value) }
            json.field("input", entry.input)
            if entry.isRetained { json.field("retained", true) }
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ window: WindowEvidence, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", window.name)
        json.field("ms", window.milliseconds)
        if let value = window.value { json.field("value", value) }
        json.field("count", window.samples.count)
        let numbers = window.samples.map(\.number)
        if let first = window.samples.first, let least = numbers.min(), let greatest = numbers.max() {
            json.field("from", first.time.milliseconds)
            json.field("min", least)
            json.field("max", greatest)
        }
        json.key("samples")
        json.beginArray()
        for sample in window.samples.suffix(Explanation.shownSamples) {
            json.beginArray()
            json.integer(sample.time.milliseconds)
            json.number(sample.number)
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }

    private func write(_ actuator: ActuatorEvidence, to json: inout JSONWriter) {
        let view = actuator.view
        json.beginObject()
        json.field("name", view.name)
        json.field("value", view.value)
        json.field("safe", view.safe)
        json.field("rest", view.rest)
        if let winner = view.winner { json.field("winner", winner.name) }
        if let denied = view.denied { json.field("denied", denied.name) }
        json.key("claims")
        json.beginArray()
        for claim in view.claims { claim.write(to: &json) }
        json.endArray()
        json.key("guards")
        actuator.guards.write(to: &json)
        write(actuator.values, to: &json)
        json.endObject()
    }
}

extension SlotPlan.Kind {
    fileprivate var word: String {
        switch self {
        case .signal: "signal"
        case .derived: "derived"
        case .parameter: "parameter"
        case .raised, .pulse: "rule"
        case .on: "actuator"
        case .imported: "other device"
        case .scheduled: "schedule"
        default: "state"
        }
    }
}
