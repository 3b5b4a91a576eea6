import Store
import TestSupport
import Testing

@testable import Agent

/// What an uplink is handed when its destination does not take all devices.
@Suite struct OutboxFeedTests {
    private let directory = TemporaryDirectory("weir-feed")

    /// Ten entries, of the devices 1 and 2 in turn.
    private func fill(_ store: Store, _ destination: DestinationID, from first: Int) throws {
        var batch = Batch()
        batch.now = Int64(first)
        for number in first..<first + 10 {
            batch.appendOutbox(
                [UInt8(number)], to: DestinationSet(destination), deliveryClass: .events,
                device: UInt32(number % 2 + 1))
        }
        _ = try store.commit(batch)
    }

    private func numbers(_ entries: [OutboxEntry]) -> [Int] { entries.map { Int($0.payload[0]) } }

    @Test(
        "a device that is postponed waits, with all that comes, while others go; then its entries come in their order")
    func postponed() throws {
        let store = try Store.open(directory: directory.path + "/store")
        let central = try store.destination(named: "central")
        try fill(store, central, from: 0)
        var feed = OutboxFeed(destination: central)
        try feed.connect(store)
        let first = try feed.catchUp(store, count: 100)
        #expect(numbers(first) == Array(0..<10))
        for entry in first {
            if entry.device == 2 { feed.postpone(entry.key, until: 500) }
        }
        try settle(first.filter { $0.device == 1 }, store, &feed)
        #expect(!feed.hasBacklog, "there is nothing that may be handed out")
        let none = try feed.catchUp(store, count: 100)
        #expect(none.isEmpty)

        // What comes is live for the others, and waits for this one; also on the next connection.
        try fill(store, central, from: 10)
        let live = try feed.live(store)
        #expect(numbers(live) == [10, 12, 14, 16, 18])
        try settle(live, store, &feed)
        feed.disconnect()
        try feed.connect(store)
        let noneAgain = try feed.catchUp(store, count: 100)
        #expect(noneAgain.isEmpty && !feed.hasBacklog)

        let isTooEarly = feed.resume(now: 499)
        let isTime = feed.resume(now: 500)
        #expect(!isTooEarly && isTime && feed.hasBacklog)
        let rest = try feed.catchUp(store, count: 100)
        #expect(numbers(rest) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
        try settle(rest, store, &feed)
        #expect(store.ledger?.held == 0 && !feed.hasBacklog)
        // Nothing is left that would make it wait.
        try fill(store, central, from: 20)
        let all = try feed.live(store)
        #expect(all.count == 10)
    }

    private func settle(_ entries: [OutboxEntry], _ store: Store, _ feed: inout OutboxFeed) throws {
        var batch = Batch()
        batch.now = 100
        for entry in entries {
            let isConfirmed = feed.confirm(entry.key)
            #expect(isConfirmed)
            batch.markDelivered(entry.key)
        }
        _ = try store.commit(batch)
        feed.marksCommitted()
    }
}
