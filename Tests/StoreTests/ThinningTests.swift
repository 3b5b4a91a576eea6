import Store
import TestSupport
import Testing

@Suite("Thinning")
struct ThinningTests {
    private let directory = TemporaryDirectory()

    /// Entries say `least most last count`, and what they were padded with is gone when they are merged.
    private struct Extremes: Equatable {
        var least: Int
        var most: Int
        var last: Int
        var count: Int

        init(_ value: Int) { (least, most, last, count) = (value, value, value, 1) }

        init?(_ text: String) {
            let words = text.split(separator: " ").prefix(4).compactMap { Int($0) }
            guard words.count == 4 else { return nil }
            (least, most, last, count) = (words[0], words[1], words[2], words[3])
        }

        mutating func add(_ later: Extremes) {
            least = min(least, later.least)
            most = max(most, later.most)
            last = later.last
            count += later.count
        }

        var text: String { "\(least) \(most) \(last) \(count)" }
    }

    private final class Merging: Thinning {
        let classes = DeliveryClass(clamping: 3)...DeliveryClass(clamping: 4)
        let windowsMilliseconds: [Int64] = [10, 100]
        var held: Set<Int64> = []
        var windowsUsed: [Int64] = []

        func isUnderWay(row: Int64) -> Bool { held.contains(row) }

        func thin(_ entries: [OutboxEntry], windowMilliseconds: Int64) -> [ThinnedEntry] {
            windowsUsed.append(windowMilliseconds)
            var groups: [String: (index: Int, extremes: Extremes, isMerged: Bool)] = [:]
            for (index, entry) in entries.enumerated() {
                guard let extremes = Extremes(entry.text) else { continue }
                let key = "\(entry.device) \(entry.time / windowMilliseconds)"
                if var group = groups[key] {
                    group.extremes.add(extremes)
                    groups[key] = (index, group.extremes, true)
                } else {
                    groups[key] = (index, extremes, false)
                }
            }
            return groups.values.map {
                ThinnedEntry(index: $0.index, payload: $0.isMerged ? Array($0.extremes.text.utf8) : nil)
            }
        }
    }

    private var options: StoreOptions {
        var options = StoreOptions()
        options.maximumBytes = 1 << 20
        options.journalMaximumBytes = 64 << 10
        return options
    }

    private func fill(
        _ store: Store, _ central: DestinationID, rounds: Range<Int>, _ check: (CommitReceipt) throws -> Void = { _ in }
    ) throws {
        for round in rounds {
            let receipt = try store.commit { batch in
                for device in 0..<4 {
                    let value = (round * 7919 + device * 104_729) % 10_000
                    let text = Extremes(value).text + " " + String(repeating: "\(value * 31 + round)", count: 3)
                    batch.outbox(text, DestinationSet(central), class: 4, device: UInt32(device))
                }
                if round % 50 == 0 { batch.outbox("alarm \(round)", DestinationSet(central), class: 0) }
                if round % 50 == 1 { batch.outbox("event \(round)", DestinationSet(central), class: 1) }
            }
            #expect(store.ledger?.imbalance == 0)
            try check(receipt)
            try store.housekeep()
        }
    }

    private func fillUntilThinned(_ store: Store, _ central: DestinationID, from start: Int) throws {
        var rounds = start
        while store.ledger?[.droppedThinned] ?? 0 < 100 && rounds < 20_000 {
            try fill(store, central, rounds: rounds..<rounds + 100)
            rounds += 100
        }
        #expect(store.ledger?[.droppedThinned] ?? 0 >= 100)
    }

    @Test("without room telemetry is merged before anything is dropped, and least, most, last and count stay true")
    func mergedFirst() throws {
        let merging = Merging()
        let store = try Store.open(directory: directory.path, options: options, thinning: merging)
        let central = try store.destination(named: "central")
        var thinned: Int64 = 0
        var dropped: Int64 = 0
        var rounds = 0
        // Rows of a few entries take a page each: the bound comes early.
        while thinned < 1000 && rounds < 20_000 {
            try fill(store, central, rounds: rounds..<rounds + 100) { receipt in
                thinned += receipt.thinned
                dropped += receipt.dropped
            }
            rounds += 100
        }
        #expect(thinned >= 1000 && dropped == 0, "\(rounds) rounds")
        #expect(store.ledger?[.droppedThinned] == thinned)
        let held = try store.pending(central)
        #expect(held.count { $0.deliveryClass == .alarms } == rounds / 50)
        #expect(held.count { $0.deliveryClass.rawValue == 1 } == rounds / 50)
        for device in 0..<4 {
            let values = (0..<rounds).map { ($0 * 7919 + device * 104_729) % 10_000 }
            let entries = held.filter { $0.deliveryClass.rawValue == 4 && $0.device == UInt32(device) }
            #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted(), "in order")
            var place = 0
            for entry in entries {
                let told = try #require(Extremes(entry.text))
                var expected = Extremes(values[place])
                for value in values[(place + 1)..<(place + told.count)] { expected.add(Extremes(value)) }
                #expect(told == expected)
                place += told.count
            }
            #expect(place == rounds, "every reading is in one of the entries")
        }
    }

    @Test("what is thinned survives a restart, and is delivered as anything else")
    func restart() throws {
        var store: Store? = try Store.open(directory: directory.path, options: options, thinning: Merging())
        let central = try #require(try store?.destination(named: "central"))
        if let store { try fillUntilThinned(store, central, from: 0) }
        let held = try store?.pending(central)
        store = nil
        store = try Store.open(directory: directory.path, options: options, thinning: Merging())
        #expect(try store?.pending(central) == held)
        try store?.commit { batch in for entry in held ?? [] { batch.markDelivered(entry.key) } }
        #expect(store?.ledger?.held == 0)
        #expect(store?.ledger?.imbalance == 0)
    }

    @Test("the finest window is used on everything before a coarser one; when nothing can be merged the oldest goes")
    func coarser() throws {
        let merging = Merging()
        let store = try Store.open(directory: directory.path, options: options, thinning: merging)
        let central = try store.destination(named: "central")
        var dropped: Int64 = 0
        var rounds = 0
        while dropped == 0 && rounds < 400_000 {
            // A hundred rounds in one commit, seconds apart: merging has less and less to do.
            try store.commit { batch in
                batch.now += 40
                for device in 0..<400 {
                    let text = Extremes(rounds).text + " \(UInt32.random(in: 0...UInt32.max))"
                    batch.outbox(text, DestinationSet(central), class: 4, device: UInt32(device))
                }
            }
            rounds += 1
            try store.housekeep()
            #expect(store.ledger?.imbalance == 0)
            dropped = store.ledger?[.droppedFull] ?? 0
        }
        #expect(dropped > 0)
        #expect(merging.windowsUsed.first == 10)
        #expect(merging.windowsUsed.contains(100))
        #expect(store.ledger?[.droppedThinned] ?? 0 > 0)
    }

    @Test("rows under way to their destination are not touched")
    func underWay() throws {
        let merging = Merging()
        let store = try Store.open(directory: directory.path, options: options, thinning: merging)
        let central = try store.destination(named: "central")
        try fill(store, central, rounds: 0..<20)
        let first = try store.pending(central).filter { $0.deliveryClass.rawValue == 4 }.prefix(40)
        merging.held = Set(first.map(\.key.row))
        try fillUntilThinned(store, central, from: 20)
        #expect(store.ledger?[.droppedFull] == 0)
        let now = try store.pending(central)
        #expect(first.allSatisfy { entry in now.contains(entry) })
    }
}
