internal import Decoding

/// Records of the gateway in words.
enum Sentences {
    static func event(_ data: JSONValue) -> String {
        let name = "\(data["device"]?.string ?? "?") \(data["name"]?.string ?? "?")"
        guard isRaised(data) else { return name }
        var message = data["message"]?.string ?? ""
        // Most messages begin with the device, which stands here already.
        if let device = data["device"]?.string, message.hasPrefix("\(device) ") {
            message.removeFirst(device.count + 1)
        }
        return "\(name) (\(data["severity"]?.string ?? "?"))" + (message.isEmpty ? "" : ": \(message)")
    }

    static func isRaised(_ data: JSONValue) -> Bool { data["state"]?.string == "raised" }

    static func command(_ data: JSONValue) -> String {
        let value = data["value"]?.bool == true ? "on" : "off"
        let reason = data["rule"]?.string.map { "because of \($0), priority \(data["priority"]?.integer ?? 0)" }
        return "\(data["device"]?.string ?? "?") \(data["actuator"]?.string ?? "?") \(value), "
            + (reason ?? "its rest: no rule claims it")
    }

    /// `pump-7 minute: temperature min 71.2 mean 80.3 max 88.1`: the first signal of a summary.
    static func summary(_ data: JSONValue) -> String {
        let signals = data["signals"]?.members ?? []
        let first = signals.first.map { signal in
            let aggregates = (signal.value.members ?? []).filter { $0.key != "count" }.compactMap { aggregate in
                aggregate.value.number.map { "\(aggregate.key) \($0.oneDecimal)" }
            }
            return "\(signal.key) \(aggregates.joined(separator: " ")) of \(signal.value["count"]?.integer ?? 0)"
        }
        return "\(data["device"]?.string ?? "?") summary \(data["name"]?.string ?? "?"): \(first ?? "nothing")"
    }

    static func entries(_ count: Int64) -> String { count == 1 ? "1 entry waits" : "\(count) entries wait" }

    /// `3 events, 1 command`; kinds without an entry are left out.
    static func counts(_ counts: [String: Int]) -> String {
        let plural = ["event": "events", "command": "commands", "summary": "summaries", "reading": "readings"]
        let parts = Platform.kinds.compactMap { kind -> String? in
            guard let count = counts[kind], count > 0 else { return nil }
            return "\(count) \(count == 1 ? kind : plural[kind] ?? kind)"
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
