/// What happened to everything, counted: totals in the store, differences in a ``Batch``.
public struct Ledger: Sendable, Equatable {
    private var counts = [Int64](repeating: 0, count: LedgerCounter.allCases.count)
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

    mutating func add(_ other: Ledger) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    /// For a batch that is used again: keeps its memory.
    mutating func clear() {
        for index in counts.indices { counts[index] = 0 }
    }

    func append(to bytes: inout [UInt8]) {
        bytes.appendVariable(UInt64(counts.count))
        for count in counts { bytes.appendLittleEndian(count) }
    }

    /// A ledger written by an older version has fewer counts; the new ones start at 0.
    init?(_ reader: inout ByteReader) {
        guard let stored = reader.variable(), stored <= 1024 else { return nil }
        for index in 0..<Int(stored) {
            guard let count = reader.integer(Int64.self) else { return nil }
            if index < counts.count { counts[index] = count }
        }
    }
}
