internal import Store

/// Events of about 90 bytes that go through a store: each batch is committed together with the confirmations of the one
/// before, as with a destination that keeps up.
struct StoreLoad {
    private let store: Store
    private let destination: DestinationID
    private var cursor = OutboxCursor()
    private var batch = Batch()
    private var now: Int64 = 0
    private var number: Int64 = 0
    private var isSnapshotDue = false
    /// Readings are journaled as well, with the marks by which repeats are recognised and the snapshots they need.
    private let hasJournal: Bool

    init(directory: String, hasJournal: Bool) throws(BenchError) {
        self.hasJournal = hasJournal
        do throws(StoreError) {
            store = try Store.open(directory: directory)
            destination = try store.destination(named: "central")
        } catch {
            throw .missing("the store in \(directory): \(error)")
        }
    }

    /// One commit of so many events, after so long on the engine's clock.
    mutating func commit(events: Int, after milliseconds: Int64) throws(BenchError) {
        do throws(StoreError) {
            now += milliseconds
            batch.removeAll()
            batch.now = now
            for entry in try store.nextEntries(destination, cursor: &cursor, count: events, bytes: 64 << 20) {
                batch.markDelivered(entry.key)
            }
            for _ in 0..<events {
                number += 1
                let number = number
                if hasJournal {
                    batch.appendJournal { StoreLoad.append(number, to: &$0) }
                    batch.appendRedelivery(
                        RedeliveryMark(
                            packetIdentifier: UInt16(truncatingIfNeeded: number),
                            contentHash: UInt64(bitPattern: number &* 0x1E37_79B9_7F4A_7C15)))
                }
                batch.appendOutbox(
                    to: DestinationSet(destination), deliveryClass: .alarms, device: UInt32(number % 200)
                ) { StoreLoad.append(number, to: &$0) }
            }
            // A state of a hundred bytes a device.
            if hasJournal && isSnapshotDue { batch.snapshot = [UInt8](repeating: 7, count: 20_000) }
            isSnapshotDue = try store.commit(batch).isSnapshotDue
            try store.housekeep()
        } catch {
            throw .missing("the store: \(error)")
        }
    }

    func close() throws(BenchError) {
        do throws(StoreError) {
            try store.close()
        } catch {
            throw .missing("the store: \(error)")
        }
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        let temperature = 20 + Double(number &* 2_654_435_761 % 60_000) / 1000
        let text =
            "{\"n\":\(number),\"device\":\"pump-\(number % 200)\",\"temperature\":\(temperature),"
            + "\"ts\":\(1_700_000_000_000 + number &* 137)}"
        bytes.append(contentsOf: text.utf8)
    }
}
