internal import Decoding
internal import Telemetry

/// What `weir top` shows at one moment: how the gateway is, its devices, and what happened last, in as many lines as fit.
struct TopFrame {
    let lines: [String]

    init(
        overview: JSONValue, devices: JSONValue, records: [JSONValue], columns: Int, rows: Int, isColoured: Bool
    ) {
        var frame = Builder(columns: columns, isColoured: isColoured)
        frame.addHead(overview)
        let shown = devices["devices"]?.array ?? []
        let total = devices["total"]?.integer ?? 0
        let offset = devices["offset"]?.integer ?? 0
        // A third of the height is for what happened.
        let recordRows = min(records.count, max(3, (rows - frame.lines.count) / 3))
        let deviceRows = max(1, rows - frame.lines.count - recordRows - 3)
        frame.add(
            "devices \(min(offset + 1, total))-\(offset + Int64(min(shown.count, deviceRows))) of \(total)", .bold)
        for device in shown.prefix(deviceRows) { frame.addDevice(device) }
        frame.add("what happened", .bold)
        for record in records.suffix(recordRows).reversed() { frame.addRecord(record) }
        lines = Array(frame.lines.prefix(rows))
    }
}

extension TopFrame {
    private struct Builder {
        let columns: Int
        let isColoured: Bool
        var lines: [String] = []

        mutating func add(_ text: String, _ colour: Terminal.Colour? = nil) {
            lines.append(Terminal.coloured(cut(Terminal.safe(text), columns), colour, if: isColoured))
        }

        private func cut(_ text: String, _ length: Int) -> String {
            text.count <= length ? text : String(text.prefix(max(0, length - 1))) + "…"
        }

        mutating func addHead(_ overview: JSONValue) {
            let control = overview["control"]
            let store = overview["store"]
            let state = control?["state"]?.string ?? "not answering"
            let uptime = (control?["uptime_ms"]?.integer ?? 0) / 1000
            let time = control?["time"]?.integer.map { Timestamp(milliseconds: $0).rfc3339 } ?? ""
            add(
                "weir \(control?["gateway"]?.string ?? "?"): \(state) for \(uptime) s, \(time)",
                state == "running" ? .bold : .red)
            let broker = control?["broker"]?["state"]?.string ?? "?"
            let messages = control?["messages"]
            add(
                "broker \(broker), messages \(messages?["received"]?.integer ?? 0), readings \(messages?["readings"]?.integer ?? 0), longest pause \(control?["worst_pause_ms"]?.integer ?? 0) ms",
                broker == "connected" || broker == "none" ? nil : .red)
            let storeState = store?["state"]?.string ?? "not answering"
            let ledger = store?["ledger"]
            add(
                "store \(storeState), \((store?["bytes"]?.integer ?? 0) / 1024) KiB, waiting \(ledger?["held"]?.integer ?? 0), forwarded \(ledger?["forwarded"]?.integer ?? 0)",
                storeState == "ok" ? nil : .red)
            for uplink in overview["uplinks"]?.members ?? [] {
                let state = uplink.value["state"]?.string ?? "not answering"
                let held = store?["destinations"]?[uplink.key]?["held"]?.integer ?? 0
                add(
                    "uplink \(uplink.key): \(state), sent \(uplink.value["sent"]?.integer ?? 0), waiting \(held)",
                    state == "connected" ? nil : .yellow)
            }
        }

        mutating func addDevice(_ device: JSONValue) {
            let name = device["name"]?.string ?? "?"
            let raised = (device["raised"]?.array ?? []).compactMap(\.string)
            let latched = Set((device["latched"]?.array ?? []).compactMap(\.string))
            let rules = raised.map { latched.contains($0) ? "\($0) (latched)" : $0 }
            let actuators = (device["actuators"]?.members ?? []).map {
                "\($0.key) \($0.value.bool == true ? "on" : "off")"
            }
            let values = (device["values"]?.members ?? []).map { "\($0.key) \(Builder.shown($0.value))" }
            var text = "  \(name)"
            if !rules.isEmpty { text += "  RAISED \(rules.joined(separator: ", "))" }
            if !actuators.isEmpty { text += "  [\(actuators.joined(separator: ", "))]" }
            text += "  " + values.joined(separator: " ")
            add(text, rules.isEmpty ? nil : .red)
        }

        mutating func addRecord(_ record: JSONValue) {
            let line = RecordLine(record)
            // The time of day is enough here.
            add("  \(line.time.dropFirst(11).prefix(8)) \(line.kind) \(line.words)", line.colour)
        }

        private static func shown(_ value: JSONValue) -> String {
            if let number = value.number {
                // Five digits tell a thermometer from another.
                let rounded = (number * 1000).rounded() / 1000
                return JSONWriter.text(of: rounded)
            }
            return value.bool.map { $0 ? "yes" : "no" } ?? value.string ?? "-"
        }
    }
}
