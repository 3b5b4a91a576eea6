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
        write(recent.events(ControlLoop.shownRecords), to: &json)
        json.key("commands")
        write(recent.commands(ControlLoop.shownRecords), to: &json)
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

    func write(_ records: [Output], to json: inout JSONWriter) {
        json.beginArray()
        for record in records { record.write(to: &json) }
        json.endArray()
    }

    private func writeBroker(to json: inout JSONWriter) {
        json.beginObject()
        if let local = configuration.localBroker {
            json.field("address", local.address)
            let state = broker?.state
            let refused = subscriptions.refused
            let isConnected = state?.isConnected == true
            json.field("state", isConnected ? refused.isEmpty ? "connected" : "degraded" : "disconnected")
            if let reason = brokerRefusal ?? state?.lastFailure?.description, !isConnected {
                json.field("reason", reason)
            } else if isConnected, !refused.isEmpty {
                json.key("refused_subscriptions")
                json.beginObject()
                for (filter, code) in refused { json.field(filter, Int(code)) }
                json.endObject()
            }
            json.field("unacknowledged", broker?.unacknowledged ?? 0)
            if local.tls == nil, case .network = local.endpoint { json.field("encrypted", false) }
        } else {
            json.field("state", "none")
        }
        json.endObject()
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
        if remoteAnswers.takenCount + remoteAnswers.refusedCount > 0 {
            json.field("commands_taken", remoteAnswers.takenCount)
            json.field("commands_refused", remoteAnswers.refusedCount)
        }
        json.field("values_out_of_range", host.engine.counters.valuesOutOfRange)
        json.field("readings_out_of_order", host.engine.counters.readingsOutOfOrder)
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
    }

    private func writeDevices(to json: inout JSONWriter) {
        json.beginObject()
        for device in 0..<min(host.engine.deviceCount, ControlLoop.shownDevices) {
            json.key(host.engine.name(of: device))
            json.beginObject()
            writeState(of: device, to: &json)
            json.endObject()
        }
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
        for rule in host.engine.rules(device: device) where rule.isRaised && rule.isLatched { json.string(rule.name) }
        json.endArray()
        writeActuators(of: device, to: &json)
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
