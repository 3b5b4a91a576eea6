import Store
import Testing

extension Batch {
    mutating func journal(_ text: String) { appendJournal(Array(text.utf8)) }

    mutating func outbox(
        _ text: String, _ destinations: DestinationSet, class number: UInt8 = 1, device: UInt32 = 0
    ) {
        appendOutbox(
            Array(text.utf8), to: destinations, deliveryClass: DeliveryClass(clamping: number),
            device: device)
    }
}

extension OutboxEntry {
    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension Store {
    /// The journal as text, and what its reading came to.
    func journal(from start: Int64 = 0) throws -> (entries: [Int64: String], replay: JournalReplay) {
        var entries: [Int64: String] = [:]
        let replay = try replayJournal(from: start) { offset, _, bytes in
            entries[offset] = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            return true
        }
        return (entries, replay)
    }

    func pending(_ destination: DestinationID) throws -> [OutboxEntry] {
        var cursor = OutboxCursor()
        var all: [OutboxEntry] = []
        while case let some = try nextEntries(destination, cursor: &cursor), !some.isEmpty { all += some }
        return all
    }

    /// Commits what `build` puts into a batch, a millisecond after the last.
    @discardableResult
    func commit(_ build: (inout Batch) throws -> Void) throws -> CommitReceipt {
        var batch = Batch()
        batch.now = try recover().now + 1
        try build(&batch)
        return try commit(batch)
    }
}

/// The number that the store-writer's entries carry.
enum Entry {
    static func number(_ bytes: [UInt8]) -> Int64? {
        let prefix = Array("{\"n\":".utf8)
        guard bytes.starts(with: prefix) else { return nil }
        let digits = bytes[prefix.count...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}
