import Store
import TestSupport
import Testing

@Suite("Bounds")
struct BoundsTests {
    let directory = TemporaryDirectory()

    private func noise(_ count: Int) -> String {
        var text = ""
        while text.utf8.count < count { text += String(UInt64.random(in: 0...UInt64.max), radix: 36) }
        return text
    }

    @Test("when there is no room the oldest of the lowest class goes, alarms stay, and each drop is counted")
    func alarmsLast() throws {
        var options = StoreOptions()
        options.maximumBytes = 1 << 20
        options.journalMaximumBytes = 64 << 10
        var store: Store? = try Store.open(directory: directory.path, options: options)
        let central = try #require(try store?.destination(named: "central"))
        var alarms: [Int64] = []
        var dropped: Int64 = 0
        for round in 0..<600 {
            let receipt = try #require(
                try store?.commit { batch in
                    for n in 0..<10 { batch.outbox(noise(400), DestinationSet(central), class: n == 0 ? 1 : 2) }
                    if round % 20 == 0 { batch.outbox("alarm \(round)", DestinationSet(central), class: 0) }
                })
            if round % 20 == 0 { alarms.append(receipt.firstSequence + 10) }
            dropped += receipt.dropped
            try store?.housekeep()
            #expect(store?.ledger?.imbalance == 0)
        }
        #expect(dropped > 1000)
        #expect(store?.ledger?[.droppedFull] == dropped)
        let held = try #require(try store?.pending(central))
        #expect(held.filter { $0.deliveryClass == .alarms }.map(\.sequence) == alarms)
        let newest = try #require(try store?.recover().nextSequence) - 1
        let telemetry = held.filter { $0.deliveryClass.rawValue == 2 }.map(\.sequence)
        #expect(telemetry.last == newest || telemetry.isEmpty)
        // Class 1 gives way only when class 2 has nothing left.
        if !telemetry.isEmpty { #expect(held.count { $0.deliveryClass.rawValue == 1 } == 600) }
        store = nil
        store = try Store.open(directory: directory.path, options: options)
        #expect(store?.report.missingEntries == 0)
        #expect(try store?.pending(central) == held)
        #expect(store?.ledger?.imbalance == 0)
    }

    @Test("new telemetry does not push out stored alarms")
    func alarmsAgainstTelemetry() throws {
        var options = StoreOptions()
        options.maximumBytes = 1 << 20
        let store = try Store.open(directory: directory.path, options: options)
        let central = try store.destination(named: "central")
        var alarms = 0
        while try store.statistics().outboxBytes < 250 << 10 {
            try store.commit { $0.outbox(noise(8000), DestinationSet(central), class: 0) }
            alarms += 1
            if alarms > 200 { break }
        }
        let before = try #require(store.ledger?.held)
        for _ in 0..<100 {
            try store.commit { $0.outbox(noise(60_000), DestinationSet(central), class: 5) }
            try store.housekeep()
        }
        #expect(try store.backlog(central)[.alarms]?.entries == before)
        #expect(store.ledger?.imbalance == 0)
    }

    @Test("a snapshot larger than the store is refused, and costs no alarm")
    func snapshotTooLarge() throws {
        var options = StoreOptions()
        options.maximumBytes = 1 << 20
        let store = try Store.open(directory: directory.path, options: options)
        let central = try store.destination(named: "central")
        try store.commit { batch in for n in 0..<50 { batch.outbox("alarm \(n)", DestinationSet(central), class: 0) } }
        #expect(throws: StoreError.full(.quota)) {
            try store.commit { $0.snapshot = (0..<2_000_000).map { _ in UInt8.random(in: 0...255) } }
        }
        #expect(try store.reopen() == .notDurable)
        #expect(try store.pending(central).count == 50)
        #expect(try store.commit { $0.journal("a") }.batch > 0)
    }

    @Test("entries older than the age allowed go, and are counted as such")
    func age() throws {
        var options = StoreOptions()
        options.maximumAgeMilliseconds = 1000
        let store = try Store.open(directory: directory.path, options: options)
        let central = try store.destination(named: "central")
        try store.commit { batch in
            batch.outbox("old", DestinationSet(central), class: 0)
            batch.journal("old")
            batch.snapshot = [1]
        }
        try store.commit { batch in
            batch.now += 500
            batch.outbox("young", DestinationSet(central))
        }
        let receipt = try store.commit { $0.now += 600 }
        #expect(receipt.dropped == 1)
        #expect(try store.pending(central).map(\.text) == ["young"])
        #expect(store.ledger?[.droppedAge] == 1)
        #expect(try store.journal().entries.isEmpty)
        #expect(try store.recover().journalEnd == 1)
    }

    @Test("the count allowed holds over all destinations")
    func count() throws {
        var options = StoreOptions()
        options.outboxMaximumEntries = 50
        let store = try Store.open(directory: directory.path, options: options)
        let both = DestinationSet([try store.destination(named: "a"), try store.destination(named: "b")])
        for n in 0..<100 { try store.commit { $0.outbox("e\(n)", both) } }
        #expect(store.ledger?.held == 50)
        #expect(try store.pending(store.destination(named: "a")).last?.text == "e99")
    }
}
