import Glibc
import Store

/// Writes numbered entries to a store until it is killed, or has written `count` batches, and prints a line
/// `ack JOURNAL_END SEQUENCE` after each commit: what an agent would have acknowledged.
///
///     store-writer DIRECTORY [batch=N] [count=N] [sync=normal] [deliver=yes] [max=BYTES] [wait=MICROSECONDS] [bytes=N]
/// `report=yes` ends with the processor time of the commits and the bytes written, for each entry; `page=N` sets the page
/// size, `journal=no` leaves the journal out.
///
/// On an error it prints `error ...`, opens the store again, and prints `outcome ...`.
@main
struct StoreWriter {
    var settings: [String: String] = [:]
    let directory: String

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        guard let directory = arguments.popFirst() else { exit(2) }
        var writer = StoreWriter(directory: directory)
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { writer.settings[String(parts[0])] = String(parts[1]) }
        }
        do {
            try writer.run()
        } catch {
            say("failed \(error)")
            exit(1)
        }
    }

    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(1, bytes, bytes.count)
    }

    func number(_ name: String, _ standard: Int) -> Int { settings[name].flatMap { Int($0) } ?? standard }

    func run() throws(StoreError) {
        var options = StoreOptions()
        options.sync = settings["sync"] == "normal" ? .normal : .full
        options.maximumBytes = Int64(number("max", 64 << 20))
        options.pageSize = Int64(number("page", 1024))
        options.snapshotAfterBytes = 64 << 10
        let store = try Store.open(directory: directory, options: options)
        let destination = try store.destination(named: "central")
        var cursor = OutboxCursor()
        var recovery = try store.recover()
        Self.say("open \(recovery.epoch) \(recovery.nextSequence) \(recovery.journalEnd)")
        var isSnapshotDue = false
        var batch = Batch()
        var spent = 0
        var entries = 0
        for _ in 0..<number("count", Int.max) {
            batch.removeAll()
            try fill(&batch, recovery, destination, isSnapshotDue)
            if settings["deliver"] == "yes" { try deliver(&batch, store, destination, &cursor) }
            do {
                let start = Self.processorTime
                let receipt = try store.commit(batch)
                spent += Self.processorTime - start
                entries += batch.outboxCount
                Self.say("ack \(receipt.journalEnd) \(receipt.firstSequence + Int64(batch.outboxCount) - 1)")
                isSnapshotDue = receipt.isSnapshotDue
                try store.housekeep()
            } catch {
                Self.say("error \(error)")
                Self.say("outcome \(try store.reopen())")
                cursor = OutboxCursor()
            }
            recovery = try store.recover()
            let wait = number("wait", 0)
            if wait > 0 { usleep(UInt32(wait)) }
        }
        if settings["report"] == "yes" {
            let statistics = try store.statistics()
            let perEntry = { (total: Int64) in Double(total * 100 / Int64(max(entries, 1))) / 100 }
            Self.say(
                "report entries \(entries) nanoseconds \(perEntry(Int64(spent))) bytes \(perEntry(statistics.bytesWritten))"
                    + " blob \(perEntry(statistics.blobBytes)) raw \(perEntry(statistics.rawBytes))")
        }
        if settings["close"] == "yes" { try store.close() }
    }

    static var processorTime: Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Entry `n` of the journal says `n`; the outbox entry of sequence `s` says `s`.
    func fill(
        _ batch: inout Batch, _ recovery: Recovery, _ destination: DestinationID, _ isSnapshotDue: Bool
    ) throws(StoreError) {
        let size = number("batch", 10)
        let bytes = number("bytes", 90)
        batch.now = recovery.now + 1
        for index in 0..<Int64(size) {
            let offset = recovery.journalEnd + index
            let sequence = recovery.nextSequence + index
            if settings["journal"] != "no" {
                batch.appendJournal { Entry.append(offset, bytes, to: &$0) }
                batch.appendRedelivery(
                    RedeliveryMark(packetIdentifier: UInt16(truncatingIfNeeded: offset), contentHash: UInt64(offset)))
            }
            batch.appendOutbox(
                to: DestinationSet(destination),
                deliveryClass: DeliveryClass(clamping: UInt8(sequence % 20 == 0 ? 0 : 1)),
                device: UInt32(sequence % 200)
            ) { Entry.append(sequence, bytes, to: &$0) }
        }
        if isSnapshotDue && settings["journal"] != "no" {
            batch.snapshot = Array("state \(recovery.journalEnd + Int64(size))".utf8)
        }
    }

    func deliver(
        _ batch: inout Batch, _ store: Store, _ destination: DestinationID, _ cursor: inout OutboxCursor
    ) throws(StoreError) {
        for entry in try store.nextEntries(destination, cursor: &cursor, count: number("batch", 10), bytes: 1 << 20) {
            batch.markDelivered(entry.key)
        }
    }
}

/// A reading as it might come: JSON, a number in it, and digits that vary.
enum Entry {
    static func append(_ number: Int64, _ size: Int, to bytes: inout [UInt8]) {
        var text = "{\"n\":\(number),\"device\":\"pump-\(number % 200)\",\"temperature\":"
        text += "\(20 + Double(number &* 2_654_435_761 % 60_000) / 1000),\"ts\":\(1_700_000_000_000 + number &* 137)"
        let padding = size - text.utf8.count - 1
        if padding > 5 { text += ",\"p\":" + String(number &* 0x9E37_79B9 % 1_000_000_000_000) }
        bytes.append(contentsOf: text.utf8)
        bytes.append(0x7D)
    }
}
