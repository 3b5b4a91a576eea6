internal import Engine
internal import Telemetry

extension GuardView {
    /// An object; of the guards those that there are, null for one that has no value.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        if settings.hasInterlock { write("interlock", interlock, to: &json) }
        if settings.hasPermissive { write("permissive", permissive, to: &json) }
        json.field("fresh", areFresh)
        if settings.minOn > 0 { json.field("min_on_ms", settings.minOn) }
        if settings.minOff > 0 { json.field("min_off_ms", settings.minOff) }
        if let most = settings.maxOn { json.field("max_on_ms", most) }
        if let rate = settings.maxSwitches { json.field("max_switches", "\(rate.count) in \(rate.perMilliseconds) ms") }
        json.endObject()
    }

    private func write(_ name: String, _ holds: Bool?, to json: inout JSONWriter) {
        json.key(name)
        if let holds { json.bool(holds) } else { json.null() }
    }
}
