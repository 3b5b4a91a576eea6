/// Follows an outage from the unplugging to the empty buffer, and tells how the buffer is.
struct OutageWatch {
    private enum Phase {
        case none
        case cut(since: Double)
        /// The platform is there again; the gateway may not know yet.
        case draining(since: Double, cutFor: Double, isConnected: Bool)
    }

    private static let tellSeconds = 1.0
    private static let entriesPerMark: Int64 = 5
    private static let longestBar: Int64 = 40

    private var phase = Phase.none
    private var nextTelling = 0.0
    private var mostHeld: Int64 = 0
    private var latest: Int64 = 0
    private(set) var records: [DemoRun.OutageRecord] = []

    /// Whether the platform's broker is down.
    var isCut: Bool {
        if case .cut = phase { true } else { false }
    }

    /// Whether what happens reaches the platform at once.
    var isOver: Bool {
        if case .none = phase { true } else { false }
    }

    mutating func begin(at time: Double) {
        phase = .cut(since: time)
        nextTelling = time + OutageWatch.tellSeconds
        mostHeld = 0
        latest = 0
    }

    mutating func plugIn(at time: Double) {
        guard case .cut(let since) = phase else { return }
        phase = .draining(since: time, cutFor: time - since, isConnected: false)
    }

    /// An entry that had to wait has arrived.
    mutating func deliveredLate(by milliseconds: Int64) { latest = max(latest, milliseconds) }

    /// - Parameters:
    ///   - held: entries that wait in the gateway, or whose confirmation is not stored yet; nil where it is not known.
    ///   - missing: entries that the gateway has queued and the platform does not have.
    mutating func observe(held: Int64?, missing: Int64, isConnected: Bool, at time: Double, _ view: DemoView) {
        guard let held, !isOver else { return }
        mostHeld = max(mostHeld, held)
        if case .draining(let since, let cutFor, let wasConnected) = phase {
            if isConnected, !wasConnected {
                phase = .draining(since: since, cutFor: cutFor, isConnected: true)
                view.line(.outage, "Weir is connected again; it sends what is live first, the rest at 40 a second")
            }
            if isConnected, missing <= 0 {
                records.append(DemoRun.OutageRecord(seconds: cutFor, mostHeld: mostHeld))
                let delay = latest > 0 ? "; the oldest event came \((Double(latest) / 1000).oneDecimal) s late" : ""
                view.line(.buffer, "caught up \((time - since).oneDecimal) s after the platform was back\(delay)")
                phase = .none
                return
            }
        }
        guard time >= nextTelling else { return }
        nextTelling = time + OutageWatch.tellSeconds
        let bar = String(
            repeating: "▪", count: Int(min(held / OutageWatch.entriesPerMark, OutageWatch.longestBar)))
        view.line(.buffer, "\(DemoView.pad(Sentences.entries(held), to: 16, isRight: true)) in Weir \(bar)")
    }
}
