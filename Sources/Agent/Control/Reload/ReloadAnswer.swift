internal import Configuration
internal import Engine
internal import Telemetry

/// What came of a reload, for the person who asked for it.
enum ReloadAnswer {
    /// The old configuration stays, and why.
    case refused(String)
    /// - Parameter needingRestart: sections of `weir.yaml` that were changed and take effect at the next start.
    case done(PlanDifference, devices: Int, needingRestart: [String])

    /// One JSON object: `ok`, `reason` where it is not, else `devices`, `added`, `changed`, `removed` and
    /// `reworded` (lists of objects with `device`, `rules`, `summaries`) and `needs_restart`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        switch self {
        case .refused(let reason):
            json.field("ok", false)
            json.field("reason", reason)
        case .done(let difference, let devices, let needingRestart):
            json.field("ok", true)
            json.field("devices", devices)
            for (key, parts) in [
                ("added", difference.added), ("changed", difference.changed), ("removed", difference.removed),
                ("reworded", difference.reworded),
            ] {
                json.key(key)
                json.beginArray()
                for part in parts {
                    json.beginObject()
                    part.write(to: &json)
                    json.endObject()
                }
                json.endArray()
            }
            json.key("needs_restart")
            json.beginArray()
            for section in needingRestart { json.string(section) }
            json.endArray()
        }
        json.endObject()
        return json.bytes
    }

    static func needingRestart(from former: GatewayConfiguration, to next: GatewayConfiguration) -> [String] {
        var sections: [String] = []
        if former.localBroker != next.localBroker { sections.append("mqtt") }
        if former.store != next.store { sections.append("store") }
        if former.uplinks != next.uplinks { sections.append("uplinks") }
        return sections
    }
}
