import Store
import TestSupport
import Testing

@Suite("Ledger")
struct LedgerTests {
    private let directory = TemporaryDirectory()

    /// Keeps the last of each device in a window.
    private struct LastOnly: Thinning {
        let classes = DeliveryClass(clamping: 3)...DeliveryClass(clamping: 4)
        let windowsMilliseconds: [Int64] = [100, 10_000]

        func isUnderWay(row: Int64) -> Bool { false }

        func thin(_ entries: [OutboxEntry], windowMilliseconds: Int64) -> [ThinnedEntry] {
            var last: [Int64: Int] = [:]
            for (index, entry) in entries.enumerated() {
                last[entry.time / windowMilliseconds * 1000 + Int64(entry.device)] = index
            }
            return last.values.map { ThinnedEntry(index: $0) }
        }
    }

    @Test("whatever is done, what was queued is forwarded, held or dropped for a reason, to the entry, at every commit")
    func balance() throws {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var options = StoreOptions()
        options.maximumBytes = 1 << 20
        options.journalMaximumBytes = 64 << 10
        options.maximumAgeMilliseconds = 15_000
        options.outboxMaximumEntries = 20_000
        var store: Store? = try Store.open(directory: directory.path, options: options, thinning: LastOnly())
        let destinations = try ["a", "b", "c"].map { try #require(try store?.destination(named: $0)) }
        var queued: Int64 = 0
        var now: Int64 = 0
        func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
        for step in 0..<1500 {
            var ledger = Ledger()
            do {
                let open = try #require(store)
                now += Int64(number(50))
                var batch = Batch()
                batch.now = now
                for _ in 0..<number(60) {
                    let set = DestinationSet(destinations.filter { _ in number(2) == 0 })
                    let text = String(repeating: "\(generator.next())", count: 1 + number(8))
                    batch.outbox(text, set, class: UInt8(number(5)), device: UInt32(number(5)))
                    queued += Int64(set.rawValue.nonzeroBitCount)
                }
                if number(2) == 0 {
                    var cursor = OutboxCursor()
                    let page = try open.nextEntries(destinations[number(3)], cursor: &cursor, count: number(80) + 1)
                    for entry in page {
                        switch number(12) {
                        case 0: batch.markRejected(entry.key, reason: "no")
                        case 1...6: batch.markDelivered(entry.key)
                        default: break
                        }
                    }
                }
                if number(200) == 0 { batch.purge(destinations[number(3)]) }
                if number(100) == 0 {
                    batch.purge(destinations[number(3)], deliveryClass: DeliveryClass(clamping: 4), before: now - 1000)
                }
                _ = try open.commit(batch)
                try open.housekeep()
                ledger = try #require(open.ledger)
                let isBalanced = ledger.imbalance == 0 && ledger[.queued] == queued
                #expect(isBalanced, "seed \(seed) step \(step): \(ledger)")
            }
            if step % 100 == 99 {
                var held = 0
                for destination in destinations { held += try store?.pending(destination).count ?? 0 }
                #expect(Int64(held) == ledger.held, "seed \(seed) step \(step)")
                store = nil
                store = try Store.open(directory: directory.path, options: options, thinning: LastOnly())
                #expect(store?.ledger == ledger, "seed \(seed) step \(step): over a restart")
            }
        }
        let ledger = try #require(store?.ledger)
        for counter in [LedgerCounter.forwarded, .droppedAge, .droppedRejected, .droppedPurged] {
            #expect(ledger[counter] > 0, "seed \(seed): \(counter) came about")
        }
    }
}
