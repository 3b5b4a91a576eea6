/// What happened to everything, counted: totals in the store, differences in a ``Batch``.
public struct Ledger: Sendable, Equatable {
    private static let counterCount = LedgerCounter.allCases.count
    /// More places than counters, in the value itself: a copy asks for no memory.
    private var counts = InlineArray<32, Int64>(repeating: 0)
    /// Entries in the outbox that no destination has acknowledged, each destination counted. Computed from the rows,
    /// not stored.
    public internal(set) var held: Int64 = 0

    public init() {}

    public subscript(_ counter: LedgerCounter) -> Int64 {
        get { counts[counter.rawValue] }
        set { counts[counter.rawValue] = newValue }
    }

    /// All that was dropped from the outbox, whatever the reason.
    public var dropped: Int64 {
        self[.droppedFull] + self[.droppedAge] + self[.droppedDamaged] + self[.droppedRejected] + self[.droppedPurged]
            + self[.droppedThinned]
    }

    /// 0 when the outbox's ledger balances, which it does at every commit.
    public var imbalance: Int64 { self[.queued] - self[.forwarded] - held - dropped }

    /// 0 when the other half balances: each reading that was received had one outcome.
    public var ingestImbalance: Int64 { self[.received] - LedgerCounter.outcomes.reduce(0) { $0 + self[$1] } }

    public static func == (one: Ledger, other: Ledger) -> Bool {
        one.held == other.held && (0..<counterCount).allSatisfy { one.counts[$0] == other.counts[$0] }
    }

    mutating func add(_ other: Ledger) {
        for index in 0..<Self.counterCount { counts[index] &+= other.counts[index] }
    }

    func append(to bytes: inout [UInt8]) {
        bytes.appendVariable(UInt64(Self.counterCount))
        for index in 0..<Self.counterCount { bytes.appendLittleEndian(counts[index]) }
    }

    /// A ledger written by an older version has fewer counts; the new ones start at 0. Before there was `passedOn`,
    /// `received` counted messages.
    init?(_ reader: inout ByteReader) {
        guard let stored = reader.variable(), stored <= 1024 else { return nil }
        for index in 0..<Int(stored) {
            guard let count = reader.integer(Int64.self) else { return nil }
            if index < Self.counterCount { counts[index] = count }
        }
        guard stored <= LedgerCounter.passedOn.rawValue else { return }
        self[.passedOn] = self[.readings] - self[.keptOutByRule]
        self[.received] -= ingestImbalance
    }
}
