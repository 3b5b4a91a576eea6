internal import Engine
internal import Telemetry

/// What happened to a person's request, for the person and for programs.
enum PersonAnswer {
    /// Nothing was changed, and why.
    case refused(String)
    /// An override was taken or ended, and this is the actuator now.
    case actuator(device: String, ActuatorView, wallOffset: Int64, note: String)
    /// A rule was acknowledged; it clears when its cause goes, unless it has cleared.
    case acknowledged(device: String, rule: String, isRaised: Bool)

    /// One JSON object: `ok`, `reason` where it is not, `message` for people, the state now, and whether it is stored.
    func json(isStored: Bool) -> [UInt8] {
        let warning = isStored ? "" : ". It is not stored yet: a power cut would undo it"
        var json = JSONWriter()
        json.beginObject()
        switch self {
        case .refused(let reason):
            json.field("ok", false)
            json.field("reason", reason)
        case .actuator(let device, let view, let wallOffset, let note):
            let isAsWanted = view.override.map { $0.value == view.value } ?? true
            json.field("ok", isAsWanted)
            json.field(isAsWanted ? "message" : "reason", note + warning)
            json.field("stored", isStored)
            json.field("device", device)
            json.field("actuator", view.name)
            json.key("state")
            view.write(to: &json, wallOffset: wallOffset)
        case .acknowledged(let device, let rule, let isRaised):
            json.field("ok", true)
            json.field(
                "message",
                isRaised
                    ? "\(device).\(rule) is acknowledged and clears when its cause goes\(warning)"
                    : "\(device).\(rule) is cleared\(warning)")
            json.field("stored", isStored)
            json.field("device", device)
            json.field("rule", rule)
            json.field("raised", isRaised)
        }
        json.endObject()
        return json.bytes
    }
}

extension ActuatorView {
    /// What keeps the output from the winner's value, such as `group: one_start_per`; nil when nothing does.
    var denial: String? {
        guard let denied else { return nil }
        guard case .group(let limit) = denied else { return denied.name }
        return "\(denied.name): \(limit.name)"
    }

    /// Why a person does not have his way, for him.
    var objection: String {
        if let winner, winner.name != "manual" {
            return winner.isLatched
                ? "\(winner.name) is latched, acknowledge it first"
                : "\(winner.name) has priority \(winner.priority), an override has \(Claim.manualPriority)"
        }
        return denied.map(ActuatorView.sentence) ?? "it is not so yet"
    }

    private static func sentence(_ reason: DenialReason) -> String {
        switch reason {
        case .priority, .manual, .latch: "another claim counts more"
        case .interlock: "its interlock forbids it"
        case .fault: "it did not do what it was told; acknowledge its fault first"
        case .notReady: "signals that decide about it were not heard since the start"
        case .stale: "signals that decide about it are stale"
        case .maxOn: "max_on is used up"
        case .permissive: "its permissive does not allow a start"
        case .group(let limit): "its group does not allow a start (\(limit.name))"
        case .minOn: "min_on is not over"
        case .minOff: "min_off is not over"
        case .rate: "max_switches is used up"
        case .feedback: "it has changed at this instant already"
        }
    }

    func write(to json: inout JSONWriter, wallOffset: Int64) {
        json.beginObject()
        json.field("value", value)
        // One that was never switched has been so for ever.
        if since.milliseconds > .min { json.field("since", since.milliseconds &+ wallOffset) }
        if let winner {
            json.field("winner", winner.name)
            json.field("priority", winner.priority)
            if winner.isLatched { json.field("latched", true) }
        }
        if let denial { json.field("denied", denial) }
        if let confirmation {
            json.field("fault", confirmation.hasFailed)
            json.field("faults", Int64(clamping: confirmation.failureCount))
        }
        if let override {
            json.key("override")
            json.beginObject()
            json.field("value", override.value)
            json.field("until", override.until.milliseconds + wallOffset)
            json.endObject()
        }
        json.endObject()
    }
}
