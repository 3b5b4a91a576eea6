internal import Configuration
internal import Decoding
internal import Engine
internal import MQTT
internal import Telemetry

extension ControlLoop {
    /// Devices shown in a status; a gateway may have thousands.
    static let shownDevices = AgentView.deviceLimit
    /// Events, and commands, in a status.
    static let shownRecords = 32

    /// What `weir status` shows of this thread, as JSON.
    func status() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        writeSummary(to: &json)
        json.key("devices")
        writeDevices(to: &json)
        json.key("events")
        write(recent.newest(ControlLoop.shownRecords, .event), to: &json)
        json.key("commands")
        write(recent.newest(ControlLoop.shownRecords, .command), to: &json)
        json.endObject()
        return json.bytes
    }

    func writeSummary(to json: inout JSONWriter) {
        json.field("gateway", configuration.gateway)
        json.field("state", isStopping ? "stopping" : isRecovered ? "running" : "recovering")
        json.field("uptime_ms", Clock.boot - startedAt)
        json.field("time", Clock.wall.milliseconds)
        if let commitFailure { json.field("store_failure", commitFailure) }
        json.key("broker")
        writeBroker(to: &json)
        json.key("messages")
        writeMessages(to: &json)
        json.key("limits")
        writeLimits(to: &json)
        json.key("lines")
        pins.writeStatus(to: &json)
        if !sensors.entries.isEmpty {
            json.key("sensors")
            sensors.writeStatus(to: &json)
        }
        json.field("worst_pause_ms", worstPause)
    }

    func write(_ records: [RecentOutputs.Entry], to json: inout JSONWriter) {
        json.beginArray()
        for record in records { json.raw(record.json) }
        json.endArray()
    }

    private func writeBroker(to json: inout JSONWriter) {
        json.beginObject()
        if let local = configuration.localBroker {
            json.field("address", local.address)
            let state = broker?.state
            let refused = subscriptions.refused
            let isConnected = state?.isConnected == true
            json.field("state", brokerState(isConnected: isConnected))
            if let reason = brokerRefusal ?? state?.lastFailure?.description, !isConnected {
                json.field("reason", reason)
            } else if isConnected, !refused.isEmpty {
                json.key("refused_subscriptions")
                json.beginObject()
                for (filter, code) in refused { json.field(filter, Int(code)) }
                json.endObject()
            }
            json.field("unacknowledged", broker?.unacknowledged ?? 0)
            if isBrokerHeldBack { json.field("held_back_ms", max(0, heldBackUntil - Clock.boot)) }
            if local.tls == nil, case .network = local.endpoint { json.field("encrypted", false) }
        } else {
            json.field("state", "none")
        }
        json.endObject()
    }

    /// A message of a subscription that is not answered yet may be missed: whoever waits for readiness waits for that, too.
    private func brokerState(isConnected: Bool) -> String {
        if !isConnected { return "disconnected" }
        if !subscriptions.areAnswered { return "subscribing" }
        return subscriptions.refused.isEmpty ? "connected" : "degraded"
    }

    private func writeMessages(to json: inout JSONWriter) {
        json.beginObject()
        json.field("received", messageCount)
        json.field("readings", host.engine.counters.readings)
        json.key("rejected")
        json.beginObject()
        for reason in RejectReason.allCases where rejections.count(reason) > 0 {
            json.field(reason.name, rejections.count(reason))
        }
        json.endObject()
        for flaw in TimeFlaw.allCases where rejections.count(flaw) > 0 { json.field(flaw.name, rejections.count(flaw)) }
        if shedding.readings + shedding.records > 0 {
            json.key("unstored")
            json.beginObject()
            json.field("readings", shedding.readings)
            json.field("records", shedding.records)
            json.field("now", shedding.hasGap)
            json.endObject()
        }
        if remoteAnswers.taken.count + remoteAnswers.refused.count > 0 {
            json.field("commands_taken", remoteAnswers.taken.count)
            json.field("commands_refused", remoteAnswers.refused.count)
        }
        json.field("values_out_of_range", host.engine.counters.valuesOutOfRange)
        json.field("readings_out_of_order", host.engine.counters.readingsOutOfOrder)
        json.field("readings_late", host.engine.counters.readingsLate)
        json.field("readings_late_kept", host.engine.counters.readingsLateKept)
        json.field("times_not_trusted", host.engine.counters.timesNotTrusted)
        json.field("evaluation_errors", host.engine.counters.evaluationErrors)
        writeEngine(to: &json)
        json.endObject()
    }

    /// What the engine kept to itself, by reason.
    private func writeEngine(to json: inout JSONWriter) {
        let counters = host.engine.counters
        json.field("values_filtered", counters.valuesFiltered)
        json.field("values_within_deadband", counters.valuesWithinDeadband)
        json.field("values_late", counters.valuesLate)
        json.field("suppressed", counters.suppressions)
        json.field("chains_cut", counters.chainsCut)
        json.field("clocks_set", counters.clocksSet)
        json.field("windows_moved", counters.windowsMoved)
    }

    private func writeDevices(to json: inout JSONWriter) {
        json.beginObject()
        for device in 0..<min(host.engine.deviceCount, ControlLoop.shownDevices) {
            json.key(host.engine.name(of: device))
            json.beginObject()
            writeState(of: device, to: &json)
            if let time = host.engine.eventTime(device: device) { write(time, to: &json) }
            json.endObject()
        }
        json.endObject()
    }

    /// How far a device with a clock of its own has come.
    private func write(_ time: EventTimeView, to json: inout JSONWriter) {
        json.key("event_time")
        json.beginObject()
        json.field("watermark", time.watermark.milliseconds)
        json.field("held", time.held)
        json.key("late")
        json.beginObject()
        for entry in time.late { json.field(entry.input, entry.count) }
        json.endObject()
        json.field("behind", time.behind)
        json.field("early", time.early)
        json.endObject()
    }

    /// A device in short: values, raised and latched rules, actuators.
    func writeState(of device: Int, to json: inout JSONWriter) {
        json.key("values")
        json.beginObject()
        for value in host.engine.values(device: device) { json.field(value.name, value.value) }
        json.endObject()
        json.key("raised")
        json.beginArray()
        for name in host.engine.raised(device: device) { json.string(name) }
        json.endArray()
        json.key("latched")
        json.beginArray()
        let rules = host.engine.rules(device: device)
        for rule in rules where rule.isRaised && rule.isLatched { json.string(rule.name) }
        json.endArray()
        json.key("severities")
        json.beginObject()
        for rule in rules where rule.isRaised { json.field(rule.name, rule.severity.name) }
        json.endObject()
        json.key("cooling")
        json.beginObject()
        for rule in rules {
            if let end = rule.coolingEnd { json.field(rule.name, end.milliseconds &+ wallOffset) }
        }
        json.endObject()
        let signals = host.engine.signals(device: device)
        json.key("learning")
        json.beginArray()
        for signal in signals where signal.isLearning { json.string(signal.name) }
        json.endArray()
        json.key("explanations")
        json.beginObject()
        for signal in signals where !signal.explanation.isEmpty {
            json.key(signal.name)
            ControlLoop.write(signal.explanation, to: &json)
        }
        json.endObject()
        writeActuators(of: device, to: &json)
        simulated.write(device: host.engine.name(of: device), to: &json)
    }

    /// Why a score is what it is.
    static func write(_ explanation: [NamedValue], to json: inout JSONWriter) {
        json.beginObject()
        for word in explanation { json.field(word.name, word.value) }
        json.endObject()
    }

    /// The values alone for programs that want no more, and then how they came about.
    private func writeActuators(of device: Int, to json: inout JSONWriter) {
        let actuators = host.engine.actuators(device: device)
        json.key("actuators")
        json.beginObject()
        for actuator in actuators { json.field(actuator.name, actuator.value) }
        json.endObject()
        json.key("actuator_states")
        json.beginObject()
        for actuator in actuators {
            json.key(actuator.name)
            actuator.write(to: &json, wallOffset: wallOffset)
        }
        json.endObject()
    }
}
