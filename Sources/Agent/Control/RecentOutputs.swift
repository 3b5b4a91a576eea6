internal import Telemetry

/// The last that the engine said, for people who look at the running agent; over a restart, too. Bounded.
struct RecentOutputs: Sendable {
    /// One that was said, as it was told.
    struct Entry: Sendable, Equatable {
        enum Kind: UInt8, Sendable {
            case event
            case command
            case suppression
        }

        let kind: Kind
        let time: Timestamp
        let device: String
        /// The event's or the actuator's.
        let name: String
        /// Of an event, whether it is a raise.
        let isRaise: Bool
        private let body: Body

        /// Written only when somebody looks, or a snapshot is taken: a record is said far more often.
        private enum Body: Sendable {
            case record(Output)
            case text([UInt8])
        }

        /// The record as one JSON object.
        var json: [UInt8] {
            switch body {
            case .text(let bytes): return bytes
            case .record(let record):
                var json = JSONWriter(reserving: 512)
                record.write(to: &json)
                return json.bytes
            }
        }

        /// Writes it as a block.
        ///
        /// - Parameter writer: whose memory is used again from record to record.
        func writeJSON(to bytes: inout ByteWriter, by writer: inout JSONWriter) {
            switch body {
            case .text(let text): bytes.block(text)
            case .record(let record):
                writer.reset()
                record.write(to: &writer)
                bytes.block(writer.bytes)
            }
        }

        /// Nil for what is no news: summaries.
        init?(_ record: Output) {
            switch record {
            case .event(let event):
                (kind, device, name) = (.event, event.device, event.name)
                isRaise = event.state == .raised
            case .command(let command):
                (kind, device, name) = (.command, command.device, command.actuator)
                isRaise = false
            case .suppression(let suppression):
                (kind, device, name) = (.suppression, suppression.device, suppression.actuator ?? "")
                isRaise = false
            case .summary: return nil
            }
            time = record.time
            body = .record(record)
        }

        /// One that was stored.
        init(kind: Kind, time: Timestamp, device: String, name: String, isRaise: Bool, json: [UInt8]) {
            (self.kind, self.time, self.device, self.name, self.isRaise) = (kind, time, device, name, isRaise)
            body = .text(json)
        }

        static func == (left: Entry, right: Entry) -> Bool { left.kind == right.kind && left.json == right.json }
    }

    static let limit = 256

    private var entries: [Entry] = []
    /// Where the oldest is, once there are so many.
    private var oldest = 0
    /// Whether there is more than what was stored last.
    var hasNews = false

    init() {}

    mutating func note(_ entry: Entry) {
        hasNews = true
        if entries.count < RecentOutputs.limit {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % RecentOutputs.limit
        }
    }

    var count: Int { entries.count }

    /// The oldest is the first.
    subscript(index: Int) -> Entry { entries[(oldest + index) % entries.count] }

    /// From the oldest to the newest.
    var all: [Entry] { Array(entries[oldest...]) + entries[..<oldest] }

    /// What somebody who begins to watch is told first, and whether there was more that is no longer remembered.
    func records(from beginning: LiveRecord.Beginning) -> (records: [LiveRecord], hasGap: Bool) {
        guard beginning != .now else { return ([], false) }
        let records = all.map { LiveRecord($0.json, isRemembered: true) }
        guard case .after(let mark) = beginning else { return (records, false) }
        guard let last = records.lastIndex(where: { $0.mark == mark }) else { return (records, true) }
        return (Array(records[(last + 1)...]), false)
    }

    /// The newest so many of a kind, from the oldest to the newest.
    func newest(_ count: Int, _ kind: Entry.Kind) -> [Entry] { all.filter { $0.kind == kind }.suffix(count) }

    /// When a rule was raised last, as far as it is remembered.
    func lastRaise(device: String, rule: String) -> Entry? {
        entries(of: rule, device).last { $0.isRaise }
    }

    /// When a rule that is cleared was cleared, as far as it is remembered.
    func clearing(device: String, rule: String) -> Timestamp? {
        entries(of: rule, device).last.flatMap { $0.isRaise ? nil : $0.time }
    }

    private func entries(of rule: String, _ device: String) -> [Entry] {
        all.filter { $0.kind == .event && $0.name == rule && $0.device == device }
    }
}
