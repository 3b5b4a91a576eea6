internal import Decoding
internal import Telemetry

/// A reading or a summary from the outbox, in the one form in which both can be merged.
struct TelemetryRecord {
    private(set) var time: Int64
    let device: String
    /// The summary's; that of thinned readings for a reading.
    let name: String
    private var from: Int64
    private var to: Int64
    private var signals: [(name: String, aggregates: MergedAggregates)]
    private(set) var id: String

    /// Nil for anything else.
    init?(_ payload: [UInt8]) {
        let json: JSONValue
        do {
            json = try JSONValue.parse(payload)
        } catch {
            return nil
        }
        guard let time = json["time"]?.integer, let device = json["device"]?.string, let id = json["id"]?.string,
            let members = json["signals"]?.members
        else { return nil }
        self.time = time
        self.device = device
        self.id = id
        switch json["kind"]?.string {
        case "reading":
            name = TelemetryThinner.name
            (from, to) = (time, time + 1)
            signals = members.compactMap { member in
                MergedAggregates(reading: member.value).map { (member.key, $0) }
            }
        case "summary":
            guard let name = json["name"]?.string, let from = json["from"]?.integer, let to = json["to"]?.integer
            else { return nil }
            self.name = name
            (self.from, self.to) = (from, to)
            signals = members.compactMap { member in
                MergedAggregates(summary: member.value).map { (member.key, $0) }
            }
        default: return nil
        }
    }

    mutating func add(_ later: TelemetryRecord) {
        time = max(time, later.time)
        from = min(from, later.from)
        to = max(to, later.to)
        id = later.id
        for signal in later.signals {
            if let index = signals.firstIndex(where: { $0.name == signal.name }) {
                signals[index].aggregates.add(signal.aggregates)
            } else {
                signals.append(signal)
            }
        }
    }

    func summary(id: Identifier) -> [UInt8] {
        let summary = Summary(
            time: Timestamp(milliseconds: time), device: device, name: name, from: Timestamp(milliseconds: from),
            to: Timestamp(milliseconds: to),
            signals: signals.map {
                Summary.Signal(name: $0.name, aggregates: $0.aggregates.values, count: $0.aggregates.count)
            }, id: id)
        var json = JSONWriter()
        Output.summary(summary).write(to: &json)
        return json.bytes
    }
}
