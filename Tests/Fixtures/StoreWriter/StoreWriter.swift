import Glibc
import Store

/// Writes numbered entries to a store until it is killed, or has written `count` batches, and prints a line
/// `ack JOURNAL_END SEQUENCE` after each commit: what an agent would have acknowledged.
///
///     store-writer DIRECTORY [batch=N] [count=N] [sync=normal] [deliver=yes] [max=BYTES] [wait=MICROSECONDS] [bytes=N]
/// `report=yes` ends with the processor time of the commits and the bytes written, for each entry; `page=N` sets the page
/// size, `journal=no` leaves the journal out, `label=NAME` begins each line, `repeatable=yes` commits as is
/// done for marks. `check=yes` writes nothing and says what the store holds, see ``StoreCheck``.
///
/// On an error it prints `error ...`, opens the store again, and prints `outcome ...`; where that fails, too, it is tried
/// `patience=N` times more.
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
            if writer.settings["check"] == "yes" {
                writer.say(try StoreCheck(directory: directory, options: writer.options).line)
            } else {
                try writer.run()
            }
        } catch {
            writer.say("failed \(error)")
            exit(1)
        }
    }

    func say(_ line: String) {
        let label = settings["label"].map { $0 + " " } ?? ""
        let bytes = Array((label + line + "\n").utf8)
        _ = write(1, bytes, bytes.count)
    }

    func number(_ name: String, _ standard: Int) -> Int { settings[name].flatMap { Int($0) } ?? standard }

    var options: StoreOptions {
        var options = StoreOptions()
        options.sync = settings["sync"] == "normal" ? .normal : .full
        options.maximumBytes = Int64(number("max", 64 << 20))
        options.pageSize = Int64(number("page", 1024))
        options.snapshotAfterBytes = 64 << 10
        return options
    }

    func run() throws(StoreError) {
        let (store, destination) = try start()
        var cursor = OutboxCursor()
        var recovery = try recovered(store)
        say("open \(recovery.epoch) \(recovery.nextSequence) \(recovery.journalEnd)")
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
                let receipt = try store.commit(batch, isRepeatable: settings["repeatable"] == "yes")
                spent += Self.processorTime - start
                entries += batch.outboxCount
                say("ack \(receipt.journalEnd) \(receipt.firstSequence + Int64(batch.outboxCount) - 1)")
                isSnapshotDue = receipt.isSnapshotDue
                try store.housekeep()
            } catch {
                say("error \(error)")
                try reopen(store)
                cursor = OutboxCursor()
            }
            recovery = try recovered(store)
            let wait = number("wait", 0)
            if wait > 0 { usleep(UInt32(wait)) }
        }
        if settings["report"] == "yes" {
            let statistics = try store.statistics()
            let perEntry = { (total: Int64) in Double(total * 100 / Int64(max(entries, 1))) / 100 }
            say(
                "report entries \(entries) nanoseconds \(perEntry(Int64(spent))) bytes \(perEntry(statistics.bytesWritten))"
                    + " blob \(perEntry(statistics.blobBytes)) raw \(perEntry(statistics.rawBytes))")
        }
        if settings["close"] == "yes" { try store.close() }
    }

    /// The service manager starts an agent again whose store does not open.
    func start() throws(StoreError) -> (Store, DestinationID) {
        for _ in 0..<number("patience", 0) {
            do {
                let store = try Store.open(directory: directory, options: options)
                return (store, try store.destination(named: "central"))
            } catch {
                say("error \(error)")
                usleep(1000)
            }
        }
        let store = try Store.open(directory: directory, options: options)
        return (store, try store.destination(named: "central"))
    }

    /// A read may fail as a commit may.
    func recovered(_ store: Store) throws(StoreError) -> Recovery {
        while true {
            do {
                return try store.recover()
            } catch  where number("patience", 0) > 0 {
                say("error \(error)")
                try reopen(store)
            }
        }
    }

    /// As the agent does: tries again while the disk does not recover, here for as often as `patience` says.
    func reopen(_ store: Store) throws(StoreError) {
        for _ in 0..<number("patience", 0) {
            do {
                return say("outcome \(try store.reopen())")
            } catch {
                say("error \(error)")
                usleep(1000)
            }
        }
        say("outcome \(try store.reopen())")
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
