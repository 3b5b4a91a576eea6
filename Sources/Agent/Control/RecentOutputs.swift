internal import Telemetry

/// The last that the engine said, for people who look at the running agent. Bounded.
struct RecentOutputs {
    static let limit = 256

    private var records: [Output] = []
    /// Where the oldest is, once there are so many.
    private var oldest = 0

    mutating func note(_ record: Output) {
        if records.count < RecentOutputs.limit {
            records.append(record)
        } else {
            records[oldest] = record
            oldest = (oldest + 1) % RecentOutputs.limit
        }
    }

    /// From the oldest to the newest.
    var all: [Output] { Array(records[oldest...]) + records[..<oldest] }

    /// The newest so many events, and the newest so many commands, from the oldest to the newest.
    func events(_ count: Int) -> [Output] {
        all.filter { if case .event = $0 { true } else { false } }.suffix(count)
    }

    func commands(_ count: Int) -> [Output] {
        all.filter { if case .command = $0 { true } else { false } }.suffix(count)
    }

    /// When a rule was raised last, as far as it is remembered.
    func lastRaise(device: String, rule: String) -> Event? {
        for case .event(let event) in all.reversed()
        where event.state == .raised && event.name == rule && event.device == device { return event }
        return nil
    }
}
