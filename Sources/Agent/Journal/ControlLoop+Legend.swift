internal import Engine
internal import Store
internal import Telemetry

/// Names in the journal, for those who read it later.
extension ControlLoop {
    /// Writes what the entries from here on mean.
    /// - Parameter now: when the engine is next stepped; nil: when it was stepped last.
    func journalLegend(_ reason: Legend.Reason, now: Instant? = nil, fresh: [PlanDifference.Part] = []) {
        let hasRoom = reason == .reminder && legends.hasRoomForState
        var legend = host.engine.legend(reason, fresh: fresh, hasState: hasRoom, stateBytes: snapshotBytes)
        if hasRoom, !legends.admits(state: legend.state.count) { legend.state = [] }
        legend.now = now ?? legend.now
        journalEntry.reset()
        legend.write(to: &journalEntry)
        filling.appendJournal(journalEntry.bytes)
        // States keep their own distance: they are no reason to remind of the names less often.
        legends.wrote(
            journalEntry.bytes.count - legend.state.count, hasState: !legend.state.isEmpty, now: clock.now.milliseconds)
    }

    /// The names, values and tables now, for somebody who follows the journal from its end.
    func currentLegend() -> [UInt8] {
        guard isRecovered else { return Array(#"{"ok":false,"reason":"the gateway is still starting"}"#.utf8) }
        var bytes = ByteWriter()
        host.engine.legend(.reminder).write(to: &bytes)
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", true)
        json.field("legend", JournalChunk.digits(bytes.bytes))
        json.key("tables")
        json.beginArray()
        for table in host.engine.presentTables() {
            bytes.reset()
            table.write(to: &bytes)
            json.string(JournalChunk.digits(bytes.bytes))
        }
        json.endArray()
        json.key("values")
        json.beginObject()
        for device in 0..<host.engine.deviceCount {
            json.key(host.engine.name(of: device))
            json.beginObject()
            for value in host.engine.values(device: device) { json.field(value.name, value.value) }
            json.endObject()
        }
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
