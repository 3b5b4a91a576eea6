internal import GPIO
internal import Telemetry

extension PinPanel {
    func writeStatus(to json: inout JSONWriter) {
        json.beginArray()
        for pin in inputs {
            json.beginObject()
            json.field("line", pin.name)
            json.field("device", pin.device)
            json.field("direction", "input")
            if !pin.isLevel {
                json.field("edges", pin.edgeCount)
                if let missed = pin.meter?.missed, missed > 0 { json.field("steps_missed", missed) }
            } else if let level = pin.debouncer?.level {
                json.field("level", level)
            }
            if pin.lossCount > 0 { json.field("losses_suspected", pin.lossCount) }
            if pin.missedCount > 0 { json.field("edges_missed", pin.missedCount) }
            writeCommon(pin, to: &json)
        }
        for pin in outputs {
            json.beginObject()
            json.field("line", pin.name)
            json.field("device", pin.device)
            json.field("direction", "output")
            json.field("level", pin.wanted)
            writeCommon(pin, to: &json)
        }
        json.endArray()
    }

    private func writeCommon(_ pin: Pin, to json: inout JSONWriter) {
        if pin.isSimulated { json.field("simulated", true) }
        if let fault = pin.fault { json.field("fault", fault) }
        json.endObject()
    }
}
