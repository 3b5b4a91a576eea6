/// Everything one commit changes, built by the control thread and reused: ``removeAll()`` keeps the memory.
///
///     batch.now = clock.now
///     batch.appendJournal(reading)
///     batch.appendOutbox(event, to: destinations, deliveryClass: .alarms, device: 7)
///     batch.countReceived(as: .passedOn)
///     let receipt = try store.commit(batch)
public struct Batch: Sendable {
    struct OutboxItem: Sendable {
        let end: Int
        let destinations: DestinationSet
        let deliveryClass: DeliveryClass
        let device: UInt32
    }

    struct Rejection: Sendable {
        let key: OutboxKey
        let reason: String
    }

    struct Purge: Sendable {
        let destination: DestinationID
        let deliveryClass: DeliveryClass?
        let time: Int64?
    }

    struct Document: Sendable {
        let name: String
        let bytes: [UInt8]?
    }

    /// Rows of a folder in quarantine, as they were, and how many entries leave it with this commit.
    struct TakenIn: Sendable {
        var journal: [JournalTable.Pending] = []
        var entries: Int64 = 0
    }

    private(set) var journalBytes: [UInt8] = []
    private(set) var journalEnds: [Int] = []
    private(set) var outboxBytes: [UInt8] = []
    private(set) var outboxItems: [OutboxItem] = []
    private(set) var delivered: [OutboxKey] = []
    private(set) var rejected: [Rejection] = []
    private(set) var redeliveries: [RedeliveryMark] = []
    private(set) var documents: [Document] = []
    private(set) var purged: [Purge] = []
    private(set) var ledger = Ledger()
    /// Whether something is queued that people wait for.
    public private(set) var hasAlarms = false
    var takenIn = TakenIn()

    /// The engine's clock, milliseconds; written with every batch.
    public var now: Int64 = 0
    /// Wall clock minus engine clock, milliseconds.
    public var wallOffset: Int64 = 0
    /// The engine's state after the last journal entry of this batch, if a snapshot is due.
    public var snapshot: [UInt8]?

    public init() {}

    public var journalCount: Int { journalEnds.count }
    public var outboxCount: Int { outboxItems.count }

    /// Bytes given so far, before compression: bound a batch by it.
    public var byteCount: Int { journalBytes.count + outboxBytes.count }

    /// True when a commit would change nothing but the clock.
    public var isEmpty: Bool {
        journalEnds.isEmpty && outboxItems.isEmpty && delivered.isEmpty && rejected.isEmpty && redeliveries.isEmpty
            && documents.isEmpty && purged.isEmpty && snapshot == nil && ledger == Ledger()
    }

    public mutating func appendJournal(_ entry: [UInt8]) {
        journalBytes.append(contentsOf: entry)
        journalEnds.append(journalBytes.count)
    }

    /// Lets `encode` append one entry to the journal's buffer itself, which saves a copy. It must only append.
    public mutating func appendJournal(encoding encode: (inout [UInt8]) -> Void) {
        encode(&journalBytes)
        journalEnds.append(journalBytes.count)
    }

    /// Queues `payload` for each of `destinations`, under one sequence. `device` keys the order within a device.
    public mutating func appendOutbox(
        _ payload: [UInt8], to destinations: DestinationSet, deliveryClass: DeliveryClass, device: UInt32
    ) {
        outboxBytes.append(contentsOf: payload)
        closeItem(destinations, deliveryClass, device)
    }

    /// As above; `encode` appends the payload to the buffer, and must only append.
    public mutating func appendOutbox(
        to destinations: DestinationSet, deliveryClass: DeliveryClass, device: UInt32,
        encoding encode: (inout [UInt8]) -> Void
    ) {
        encode(&outboxBytes)
        closeItem(destinations, deliveryClass, device)
    }

    /// The destination of `key` has acknowledged it.
    public mutating func markDelivered(_ key: OutboxKey) { delivered.append(key) }

    /// The destination of `key` refuses it for good: it moves to the dead-letter table.
    public mutating func markRejected(_ key: OutboxKey, reason: String) {
        rejected.append(Rejection(key: key, reason: reason))
    }

    /// Remembers an accepted QoS 1 message, in order of arrival.
    public mutating func appendRedelivery(_ mark: RedeliveryMark) { redeliveries.append(mark) }

    public mutating func count(_ counter: LedgerCounter, _ amount: Int64 = 1) { ledger[counter] += amount }

    /// Readings came, and this became of them: one of ``LedgerCounter/outcomes``.
    public mutating func countReceived(as outcome: LedgerCounter, _ amount: Int64 = 1) {
        count(.received, amount)
        count(outcome, amount)
    }

    /// Keeps `bytes` under `name` (at most 256 bytes; a configuration, a latch), or forgets it.
    public mutating func setDocument(_ name: String, _ bytes: [UInt8]?) {
        documents.append(Document(name: name, bytes: bytes))
    }

    /// Deletes what is held for `destination`, counted as `droppedPurged`: of one class, or of all; what was committed
    /// before `time` on the engine's clock in milliseconds, or whenever.
    public mutating func purge(
        _ destination: DestinationID, deliveryClass: DeliveryClass? = nil, before time: Int64? = nil
    ) {
        purged.append(Purge(destination: destination, deliveryClass: deliveryClass, time: time))
    }

    /// Takes back what was marked, for a commit that failed and is tried again.
    public mutating func removeMarks() {
        delivered.removeAll(keepingCapacity: true)
        rejected.removeAll(keepingCapacity: true)
    }

    /// Something in it must not wait where there is a limit to writing.
    public mutating func noteAlarm() { hasAlarms = true }

    public mutating func removeAll() {
        // The memory of a burst is not kept for ever, nor given back for a batch or two that are small.
        usualBytes = max(Self.leastBytes, journalBytes.count, outboxBytes.count, usualBytes - usualBytes / 16)
        if journalBytes.capacity > 4 * usualBytes { journalBytes = [] }
        if outboxBytes.capacity > 4 * usualBytes { outboxBytes = [] }
        journalBytes.removeAll(keepingCapacity: true)
        journalEnds.removeAll(keepingCapacity: true)
        outboxBytes.removeAll(keepingCapacity: true)
        outboxItems.removeAll(keepingCapacity: true)
        removeMarks()
        redeliveries.removeAll(keepingCapacity: true)
        documents.removeAll(keepingCapacity: true)
        purged.removeAll(keepingCapacity: true)
        ledger = Ledger()
        hasAlarms = false
        takenIn = TakenIn()
        snapshot = nil
    }

    private static let leastBytes = 64 << 10
    /// The larger of the two in the batches of late.
    private var usualBytes = Batch.leastBytes

    private mutating func closeItem(_ destinations: DestinationSet, _ deliveryClass: DeliveryClass, _ device: UInt32) {
        outboxItems.append(
            OutboxItem(
                end: outboxBytes.count, destinations: destinations, deliveryClass: deliveryClass, device: device))
    }
}
