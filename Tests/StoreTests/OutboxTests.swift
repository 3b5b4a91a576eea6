import Store
import TestSupport
import Testing

@Suite("Outbox")
struct OutboxTests {
    let directory = TemporaryDirectory()

    @Test("alarms come first, then the oldest")
    func order() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        try store.commit { batch in
            batch.outbox("summary 1", DestinationSet(central), class: 2)
            batch.outbox("alarm 1", DestinationSet(central), class: 0)
            batch.outbox("summary 2", DestinationSet(central), class: 2)
        }
        var cursor = OutboxCursor()
        let first = try store.nextEntries(central, cursor: &cursor, count: 2)
        #expect(first.map(\.text) == ["alarm 1", "summary 1"])
        try store.commit { $0.outbox("alarm 2", DestinationSet(central), class: 0) }
        let rest = try store.nextEntries(central, cursor: &cursor)
        #expect(rest.map(\.text) == ["alarm 2", "summary 2"])
        #expect(try store.nextEntries(central, cursor: &cursor).isEmpty)
    }

    @Test("one entry has the same sequence for each destination, and sequences follow the order of appending")
    func sequences() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        let cloud = try store.destination(named: "cloud")
        let receipt = try store.commit { batch in
            batch.outbox("a", [DestinationSet(central), DestinationSet(cloud)], class: 3)
            batch.outbox("b", DestinationSet(cloud), class: 1)
            batch.outbox("c", [DestinationSet(central), DestinationSet(cloud)], class: 3)
        }
        let s = receipt.firstSequence
        #expect(try store.pending(central).map(\.sequence) == [s, s + 2])
        #expect(try store.pending(cloud).map(\.sequence) == [s + 1, s, s + 2])
        let next = try store.commit { $0.outbox("d", DestinationSet(cloud)) }
        #expect(next.firstSequence == s + 3)
    }

    @Test("a row goes when all its entries are marked, in whatever order")
    func marks() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        try store.commit { batch in for n in 0..<20 { batch.outbox("e\(n)", DestinationSet(central)) } }
        let entries = try store.pending(central)
        try store.commit { batch in
            for n in [19, 3, 3, 7] { batch.markDelivered(entries[n].key) }
        }
        #expect(try store.pending(central).count == 17)
        #expect(store.ledger?.held == 17)
        #expect(store.ledger?[.forwarded] == 3)
        #expect(try store.backlog(central).values.first?.rows == 1)
        try store.commit { batch in for entry in entries { batch.markDelivered(entry.key) } }
        #expect(try store.backlog(central).isEmpty)
        #expect(store.ledger?[.forwarded] == 20)
        #expect(store.ledger?.imbalance == 0)
        // A mark for a row that has gone changes nothing.
        try store.commit { $0.markDelivered(entries[0].key) }
        #expect(store.ledger?[.forwarded] == 20)
        #expect(try store.statistics().unknownMarks == 1)
    }

    @Test("marks survive a restart")
    func marksAfterRestart() throws {
        var store: Store? = try Store.open(directory: directory.path)
        let central = try #require(try store?.destination(named: "central"))
        try store?.commit { batch in for n in 0..<9 { batch.outbox("e\(n)", DestinationSet(central)) } }
        let entries = try #require(try store?.pending(central))
        try store?.commit { batch in for n in [0, 2, 8] { batch.markDelivered(entries[n].key) } }
        store = nil
        let again = try Store.open(directory: directory.path)
        #expect(try again.destination(named: "central") == central)
        #expect(try again.pending(central).map(\.text) == ["e1", "e3", "e4", "e5", "e6", "e7"])
        #expect(again.ledger?.imbalance == 0)
    }

    @Test("two readers share the outbox at a sequence: catching up and live")
    func live() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        try store.commit { batch in for n in 0..<3000 { batch.outbox("old \(n)", DestinationSet(central)) } }
        var (live, start) = try store.endOfOutbox(central)
        try store.commit { batch in for n in 0..<5 { batch.outbox("new \(n)", DestinationSet(central)) } }
        #expect(try store.nextEntries(central, cursor: &live).map(\.text) == (0..<5).map { "new \($0)" })
        var cursor = OutboxCursor()
        var old: [String] = []
        while case let some = try store.nextEntries(central, cursor: &cursor, count: 7, before: start), !some.isEmpty {
            old += some.map(\.text)
        }
        #expect(old == (0..<3000).map { "old \($0)" })
    }

    @Test("a page is bounded by bytes, and an entry larger than the page still comes")
    func pages() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        let large = String(repeating: "x", count: 200_000)
        try store.commit { batch in
            for n in 0..<10 { batch.outbox(n == 4 ? large : "small \(n)", DestinationSet(central)) }
        }
        var cursor = OutboxCursor()
        var sizes: [Int] = []
        while case let page = try store.nextEntries(central, cursor: &cursor, count: 100, bytes: 16), !page.isEmpty {
            sizes += [page.count]
            #expect(page.reduce(0) { $0 + $1.payload.count } <= 16 || page.count == 1)
        }
        #expect(sizes.reduce(0, +) == 10)
    }

    @Test("the backlog is counted by device and class")
    func backlog() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        try store.commit { batch in
            for n in 0..<10 { batch.outbox("e", DestinationSet(central), class: n < 4 ? 0 : 1, device: UInt32(n % 2)) }
        }
        try store.commit { $0.markDelivered(try store.pending(central)[0].key) }
        let counts = try store.backlogByDevice(central)
        #expect(counts[DeviceBacklog(device: 0, deliveryClass: .alarms)] == 1)
        #expect(counts[DeviceBacklog(device: 1, deliveryClass: .alarms)] == 2)
        #expect(counts[DeviceBacklog(device: 0, deliveryClass: DeliveryClass(clamping: 1))] == 3)
    }

    @Test("a refused entry moves to the dead letters with its reason, a purge deletes the rest, and both are counted")
    func rejection() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        try store.commit { batch in
            for n in 0..<3 { batch.outbox("e\(n)", DestinationSet(central), device: 9) }
        }
        let entry = try store.pending(central)[1]
        try store.commit { $0.markRejected(entry.key, reason: "413 too large") }
        let letters = try store.deadLetters()
        #expect(letters.map(\.reason) == ["413 too large"])
        #expect(letters.first?.payload == entry.payload)
        #expect(letters.first?.sequence == entry.sequence)
        #expect(try store.forget(central) == false)
        try store.commit { $0.purge(central) }
        #expect(store.ledger?[.droppedRejected] == 1)
        #expect(store.ledger?[.droppedPurged] == 2)
        #expect(store.ledger?.imbalance == 0)
        #expect(try store.forget(central))
        #expect(store.destinations.isEmpty)
    }

    @Test("a purge may be of one class, and of what is older than a time")
    func partialPurge() throws {
        let store = try Store.open(directory: directory.path)
        let central = try store.destination(named: "central")
        let cloud = try store.destination(named: "cloud")
        for n in 0..<4 {
            try store.commit { batch in
                batch.now = Int64(n + 1) * 1000
                batch.outbox("e\(n)", [DestinationSet(central), DestinationSet(cloud)], class: 1)
                batch.outbox("r\(n)", DestinationSet(central), class: 4)
            }
        }
        try store.commit { batch in
            batch.now = 5000
            batch.purge(central, deliveryClass: DeliveryClass(clamping: 4), before: 3000)
        }
        #expect(try store.pending(central).map(\.text) == ["e0", "e1", "e2", "e3", "r2", "r3"])
        try store.commit { batch in
            batch.now = 5001
            batch.purge(central, before: 4000)
        }
        #expect(try store.pending(central).map(\.text) == ["e3", "r3"])
        #expect(try store.pending(cloud).count == 4)
        #expect(store.ledger?[.droppedPurged] == 6)
        #expect(store.ledger?.imbalance == 0)
    }

    @Test("a cursor goes on after an entry, page by page, over a restart")
    func goingOn() throws {
        var store: Store? = try Store.open(directory: directory.path)
        let central = try #require(try store?.destination(named: "central"))
        for n in 0..<5 {
            try store?.commit { batch in
                for m in 0..<5 { batch.outbox("\(n * 5 + m)", DestinationSet(central), class: 3) }
            }
        }
        var last: OutboxKey?
        var all: [String] = []
        let third = DeliveryClass(clamping: 3)
        while true {
            store = nil
            store = try Store.open(directory: directory.path)
            var cursor = last.map { OutboxCursor(after: $0) } ?? OutboxCursor()
            let page = try store?.nextEntries(central, cursor: &cursor, count: 3, classes: third...third) ?? []
            guard let end = page.last else { break }
            last = end.key
            all += page.map(\.text)
        }
        #expect(all == (0..<25).map { "\($0)" })
    }
}
