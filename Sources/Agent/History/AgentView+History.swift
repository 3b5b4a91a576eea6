public import Configuration
internal import Telemetry

extension AgentView {
    /// Entries of the journal that are run for one answer, unless those of the span itself are more.
    static let historyEntries: Int64 = 400_000
    /// In front of a stretch of the journal, so that a legend is among it.
    static let legendEntries: Int64 = 120_000
    static let historyMilliseconds: Int64 = 20_000

    /// The last while of a device, one object: columns with the least and greatest of each signal, derived value and score,
    /// and what was said; `{"error":...}` where the journal cannot be read.
    ///
    /// Takes a while and a thread of the caller's; the control thread has no part in it.
    /// - Parameters:
    ///   - minutes: up to now.
    ///   - columns: 2...1000.
    public func history(
        device: String, minutes: Int, columns: Int, configuration: GatewayConfiguration
    ) -> [UInt8] {
        let now = Clock.wall.milliseconds
        let span = DeviceHistory.Span(
            device: device, from: now - Int64(minutes) * 60_000, to: now, columns: columns)
        var walk = JournalWalk(self)
        guard let end = walk.chunk(from: nil)?.end else { return AgentView.unreadable }
        let start = max(0, end - AgentView.historyEntries - AgentView.legendEntries)
        let history = DeviceHistory(span, begin: .min, configuration: configuration)
        let isRead = walk.forEach(from: start, deadline: Clock.boot + AgentView.historyMilliseconds) { entry in
            history.take(entry)
            return !history.isOver
        }
        guard isRead else { return AgentView.unreadable }
        history.finish()
        var json = JSONWriter(reserving: 1 << 16)
        history.write(to: &json)
        return json.bytes
    }

    private static let unreadable = Array(#"{"error":"the journal cannot be read in time"}"#.utf8)
}
