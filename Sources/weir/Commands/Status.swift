internal import ArgumentParser
internal import Configuration
internal import Decoding
internal import Telemetry

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows how a running gateway is.")

    @OptionGroup var gateway: RunningGateway

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let answer = try gateway.connect().ask(Array(#"{"request":"status"}"#.utf8))
        switch format {
        case .json: StandardOutput.write(answer + [0x0A])
        case .text: StandardOutput.write(try StatusText(answer).text(isColoured: Terminal.isColoured))
        }
    }
}

/// A status for people.
struct StatusText {
    private let lines: [String]

    init(_ json: [UInt8]) throws {
        let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)
        let status = try JSONValue.parse(json, limits: limits)
        var lines: [String] = []
        if let control = status["control"], !control.isNull { lines += StatusText.control(control) }
        if let store = status["store"], !store.isNull {
            lines += StatusText.store(store)
        } else {
            lines.append("store not answering: \(status["control"]?["store_failure"]?.string ?? "busy")")
        }
        for uplink in status["uplinks"]?.members ?? [] {
            let state = uplink.value["state"]?.string ?? "not answering"
            let held = status["store"]?["destinations"]?[uplink.key]?["held"]?.integer ?? 0
            let sent = uplink.value["sent"]?.integer ?? 0
            let notice = uplink.value["notice"]?.string.map { ": \($0)" } ?? ""
            lines.append("uplink \(uplink.key): \(state), sent \(sent), waiting \(held)\(notice)")
        }
        self.lines = lines
    }

    func text(isColoured: Bool) -> String {
        lines.map { Terminal.coloured(Terminal.safe($0), StatusText.colour(of: $0), if: isColoured) + "\n" }.joined()
    }

    /// What asks for somebody stands out.
    private static func colour(of line: String) -> Terminal.Colour? {
        if line.hasPrefix("gateway ") { return .bold }
        if line.contains("| RAISED ") || line.hasPrefix("store not answering") || line.hasPrefix("store failing") {
            return .red
        }
        let isAmiss =
            ["dropped:", "limits reached:", "not kept ", "not yet "].contains { line.hasPrefix($0) }
            || (line.hasPrefix("broker ") || line.hasPrefix("uplink ")) && !line.contains(": connected")
        return isAmiss ? .yellow : nil
    }

    private static func control(_ control: JSONValue) -> [String] {
        let uptime = (control["uptime_ms"]?.integer ?? 0) / 1000
        var lines = ["gateway \(control["gateway"]?.string ?? "?"): \(control["state"]?.string ?? "?") for \(uptime) s"]
        if let broker = control["broker"], let state = broker["state"]?.string, state != "none" {
            var reason = broker["reason"]?.string.map { ": \($0)" } ?? ""
            if let refused = broker["refused_subscriptions"]?.members {
                reason +=
                    ": subscriptions refused: "
                    + refused.map { "\($0.key) (reason \($0.value.integer ?? 0))" }.joined(separator: ", ")
            }
            if let rest = broker["held_back_ms"]?.integer {
                reason += ", keeps back what comes for \((rest + 999) / 1000) s: max_writes is reached"
            }
            let warning = broker["encrypted"]?.bool == false ? ", not encrypted" : ""
            lines.append("broker \(broker["address"]?.string ?? "?"): \(state)\(reason)\(warning)")
        }
        let messages = control["messages"]
        let rejected = (messages?["rejected"]?.members ?? []).map { "\($0.key) \($0.value.integer ?? 0)" }
        lines.append(
            "messages \(messages?["received"]?.integer ?? 0), readings \(messages?["readings"]?.integer ?? 0)"
                + (rejected.isEmpty ? "" : ", rejected: " + rejected.joined(separator: ", ")))
        if let unstored = messages?["unstored"] {
            let (readings, records) = (unstored["readings"]?.integer ?? 0, unstored["records"]?.integer ?? 0)
            lines.append("not kept while the store failed: readings \(readings), records \(records)")
        }
        for line in control["lines"]?.array ?? [] {
            let level =
                line["edges"]?.integer.map { edges in
                    "edges \(edges)" + (line["edges_missed"]?.integer.map { ", \($0) of them by their numbers" } ?? "")
                } ?? line["level"]?.bool.map { $0 ? "on" : "off" }
                ?? "unknown"
            let notes = [line["simulated"]?.bool == true ? "simulated" : nil, line["fault"]?.string].compactMap(\.self)
            lines.append(
                "line \(line["line"]?.string ?? "?") \(line["direction"]?.string ?? "") \(level)"
                    + (notes.isEmpty ? "" : " (\(notes.joined(separator: ": ")))"))
        }
        for sensor in control["sensors"]?.array ?? [] {
            let value = sensor["fault"]?.string ?? sensor["value"].map(DeviceText.shown) ?? "not read yet"
            lines.append("sensor of \(sensor["device"]?.string ?? "?") \(sensor["path"]?.string ?? "?"): \(value)")
        }
        if let kept = messages.flatMap(StatusText.kept) { lines.append(kept) }
        if let limits = control["limits"].flatMap(StatusText.reached) { lines.append(limits) }
        for device in control["devices"]?.members ?? [] { lines += DeviceText(device).lines }
        return lines
    }

    /// What did not come through, by reason; nil when all did.
    private static func kept(_ messages: JSONValue) -> String? {
        let counters = [
            ("out of range", "values_out_of_range"), ("filtered", "values_filtered"),
            ("within deadband", "values_within_deadband"), ("late for windows", "values_late"),
            ("out of order", "readings_out_of_order"), ("late", "readings_late"),
            ("late but kept", "readings_late_kept"), ("times not trusted", "times_not_trusted"),
            ("suppressed", "suppressed"), ("evaluation errors", "evaluation_errors"), ("chains cut", "chains_cut"),
        ]
        let counts = counters.compactMap { name, key in
            messages[key]?.integer.flatMap { $0 > 0 ? "\(name) \($0)" : nil }
        }
        return counts.isEmpty ? nil : "kept out: " + counts.joined(separator: ", ")
    }

    /// The limits at which something went; nil where none did.
    private static func reached(_ limits: JSONValue) -> String? {
        let reached = (limits.members ?? []).compactMap { limit -> String? in
            guard let dropped = limit.value["dropped"]?.integer, dropped > 0 else { return nil }
            return "\(limit.key) \(limit.value["limit"]?.integer ?? 0) (\(dropped) dropped)"
        }
        return reached.isEmpty
            ? nil : "limits reached: " + reached.joined(separator: ", ") + "; raise them under limits in weir.yaml"
    }

    private static func store(_ store: JSONValue) -> [String] {
        let state = store["state"]?.string ?? "?"
        let reason = store["reason"]?.string.map { ": \($0)" } ?? ""
        let ledger = store["ledger"]
        func count(_ name: String) -> Int64 { ledger?[name]?.integer ?? 0 }
        let dropped =
            count("droppedFull") + count("droppedAge") + count("droppedDamaged") + count("droppedRejected")
            + count("droppedPurged") + count("droppedThinned")
        var lines = [
            "store \(state)\(reason), \(store["bytes"]?.integer ?? 0) bytes",
            "ledger received \(count("received")) = kept out by rule \(count("keptOutByRule"))"
                + " + passed on \(count("passedOn")) + duplicates \(count("duplicates"))"
                + " + refused \(count("droppedInvalid") + count("droppedRate") + count("droppedQuota") + count("droppedLate"))"
                + (count("droppedUnstored") > 0 ? " + not kept \(count("droppedUnstored"))" : ""),
            "ledger queued \(count("queued")) = forwarded \(count("forwarded")) + held \(count("held"))"
                + " + dropped \(dropped)",
        ]
        let reasons = [
            ("no room", "droppedFull"), ("merged for want of room", "droppedThinned"), ("too old", "droppedAge"),
            ("damaged", "droppedDamaged"), ("refused upstream", "droppedRejected"), ("purged", "droppedPurged"),
        ].compactMap { name, key in count(key) > 0 ? "\(name) \(count(key))" : nil }
        if !reasons.isEmpty { lines.append("dropped: " + reasons.joined(separator: ", ")) }
        if let leftover = store["leftover"], let folder = leftover["folder"]?.string {
            lines.append(
                "not yet taken in again, for want of room or time: \(leftover["held"]?.integer ?? 0) of those held, in \(folder)"
            )
        }
        if let wear = wear(store) { lines.append(wear) }
        return lines
    }

    private static func wear(_ store: JSONValue) -> String? {
        guard let written = store["bytes_written"]?.integer, let daily = store["bytes_written_per_day"]?.integer
        else { return nil }
        var text = "written \(written) bytes"
        if let each = store["bytes_written_per_reading"]?.number { text += ", \(Int64(each.rounded())) a reading" }
        text += ", \(daily) a day at this pace"
        if let limit = store["max_writes_per_day"]?.integer {
            text += " of \(limit), commits wait \(store["commit_pause_ms"]?.integer ?? 0) ms"
        }
        return text
    }
}
