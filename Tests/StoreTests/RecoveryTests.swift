import Store
import TestSupport
import Testing

@Suite("Recovery")
struct RecoveryTests {
    let directory = TemporaryDirectory()

    @Test("a start finds the snapshot to the byte, the journal since in order, and the numbers to go on from")
    func recovery() throws {
        let state = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var store: Store? = try Store.open(directory: directory.path)
        let epoch = try store?.recover().epoch
        #expect(store?.report.isNew == true)
        let central = try #require(try store?.destination(named: "central"))
        try store?.commit { batch in
            for n in 0..<5000 { batch.journal("reading \(n)") }
            batch.snapshot = state
        }
        try store?.commit { batch in
            for n in 5000..<9000 { batch.journal("reading \(n)") }
            batch.outbox("event", DestinationSet(central))
            batch.appendRedelivery(RedeliveryMark(packetIdentifier: 7, contentHash: 0xFEED))
            batch.count(.received, 4000)
            batch.wallOffset = 1_700_000_000_000
            batch.setDocument("weir.yaml", Array("gateway: g".utf8))
        }
        store = nil
        let again = try Store.open(directory: directory.path)
        #expect(again.report == OpenReport())
        let recovery = try again.recover()
        #expect(recovery.snapshot?.bytes == state)
        #expect(recovery.journalStart == 5000)
        #expect(recovery.journalEnd == 9000)
        #expect(recovery.epoch == epoch)
        #expect(recovery.nextSequence == 2)
        #expect(recovery.now == 2)
        #expect(recovery.wallOffset == 1_700_000_000_000)
        #expect(recovery.ledger[.received] == 4000)
        #expect(recovery.redeliveries == [RedeliveryMark(packetIdentifier: 7, contentHash: 0xFEED)])
        #expect(try again.document("weir.yaml") == Array("gateway: g".utf8))
        var expected: Int64 = 5000
        let replay = try again.replayJournal(from: recovery.journalStart) { offset, time, bytes in
            #expect(offset == expected && time == 2)
            #expect(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == "reading \(offset)")
            expected += 1
            return true
        }
        #expect(replay.entries == 4000 && replay.damaged == 0 && replay.missing == 0)
        #expect(try again.journal(from: 4990).entries.keys.min() == 4990)
        #expect(try again.journalOffset(atOrAfter: 2) == 5000)
    }

    @Test("the last 4096 messages are recognised, in order, however they were committed")
    func redeliveries() throws {
        var store: Store? = try Store.open(directory: directory.path)
        var written: [RedeliveryMark] = []
        var generator = SeededGenerator(Trials.seed())
        for size in [1, 1, 95, 96, 97, 3000, 1, 5000, 10, 12_345, 200, 1] {
            let marks = (0..<size).map { _ in
                RedeliveryMark(packetIdentifier: generator.next(), contentHash: generator.next())
            }
            written += marks
            try store?.commit { batch in for mark in marks { batch.appendRedelivery(mark) } }
            #expect(try store?.recover().redeliveries == written.suffix(4096))
            store = nil
            store = try Store.open(directory: directory.path)
            #expect(try store?.recover().redeliveries == written.suffix(4096))
        }
    }

    @Test("the journal keeps to its bytes, but never beyond what the older snapshot needs")
    func trimming() throws {
        var options = StoreOptions()
        options.maximumBytes = 4 << 20
        options.journalMaximumBytes = 128 << 10
        let store = try Store.open(directory: directory.path, options: options)
        var generator = SeededGenerator(Trials.seed())
        var offset = 0
        var snapshots: [Int] = []
        for round in 0..<200 {
            let receipt = try store.commit { batch in
                for _ in 0..<100 {
                    batch.journal("\(offset) \(generator.next()) \(generator.next())")
                    offset += 1
                }
                if round % 20 == 19 {
                    batch.snapshot = Array("state \(offset)".utf8)
                    snapshots.append(offset)
                }
            }
            #expect(receipt.journalEnd == Int64(offset))
        }
        let start = try #require(try store.journal().entries.keys.min())
        #expect(start > 0 && start <= Int64(snapshots[snapshots.count - 2]))
        #expect(try store.statistics().journalBytes < 400 << 10)
        let recovery = try store.recover()
        #expect(recovery.snapshot?.bytes == Array("state \(snapshots.last ?? 0)".utf8))
        #expect(try store.journal(from: recovery.journalStart).replay.missing == 0)
    }

    @Test("a snapshot is said to be due by bytes and by time")
    func due() throws {
        var options = StoreOptions()
        options.snapshotAfterBytes = 40_000
        let store = try Store.open(directory: directory.path, options: options)
        let large = String(repeating: "x", count: 30_000)
        #expect(try !store.commit { $0.journal(large) }.isSnapshotDue)
        #expect(try store.commit { $0.journal(large) }.isSnapshotDue)
        #expect(try !store.commit { $0.snapshot = [1] }.isSnapshotDue)
        #expect(try !store.commit { $0.now += 100_000 }.isSnapshotDue)
        #expect(
            try store.commit { batch in
                batch.now += 100_000
                batch.journal("a")
            }.isSnapshotDue)
    }
}
