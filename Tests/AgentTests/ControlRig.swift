import Configuration
import Engine
import Foundation
import Logging
import Store
import TestSupport
import Testing

@testable import Agent

/// A control thread as the agent runs it, with a store's side that the test plays.
final class ControlRig {
    let inbox = Mailbox<ControlMessage>(capacity: 1 << 20)
    let store = Mailbox<StoreMessage>(capacity: 1 << 20)
    let uplink = Mailbox<UplinkMessage>(capacity: 1024)
    let ended = Wakeup()
    /// Of the store's side, which the test plays: it beats when told.
    let storeHeartbeat: Agent.Heartbeat = .init()
    private let thread: ServiceThread
    private var pending: [StoreMessage] = []

    /// - Parameters:
    ///   - hasUplinks: whether the test plays the first uplink's side too.
    ///   - notifier: who hears signs of life; by default nobody.
    ///   - storePatienceMilliseconds: how long the store may be silent while something is under way.
    init(
        _ configuration: GatewayConfiguration, shedding: Shedding = Shedding(), hasUplinks: Bool = false,
        notifier: ServiceNotifier = ServiceNotifier(address: nil, watchdogMilliseconds: nil),
        storePatienceMilliseconds: Int64 = 120_000
    ) {
        let ports = ControlLoop.Ports(
            inbox: inbox, store: store, storeHeartbeat: storeHeartbeat, ended: ended, feed: LiveFeed(),
            uplinks: hasUplinks ? [uplink] : [], storePatienceMilliseconds: storePatienceMilliseconds)
        thread = ServiceThread(name: "control") {
            ControlLoop(
                configuration: configuration, ports: ports, notifier: notifier,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, shedding: shedding
            ).run()
        }
        inbox.send(
            .recovered(
                Recovered(
                    engine: Engine(plan: configuration.plan), recent: RecentOutputs(), epoch: 1, last: nil,
                    redeliveries: [],
                    destinations: configuration.uplinks.indices.compactMap { DestinationID(rawValue: UInt8($0)) },
                    replayed: 0, damaged: 0)))
    }

    /// Ends the thread; `take` gets the batches up to the last, which are all stored.
    func stop(_ take: (Batch) throws -> Void = { _ in }) throws {
        inbox.send(.stop)
        while true {
            guard case .batch(let batch, let isLast) = try next() else { continue }
            try take(batch)
            inbox.send(.committed(batch.empty, isSnapshotDue: false, pauseMilliseconds: 0))
            if isLast { break }
        }
        thread.join()
    }

    enum Delivery {
        case batch(Batch, isLast: Bool)
        case other
    }

    private func next() throws -> Delivery {
        let limit = MonotonicClock.milliseconds() + 30_000
        while pending.isEmpty {
            try #require(MonotonicClock.milliseconds() < limit, "the control thread says nothing")
            pending = store.takeAll()
            if pending.isEmpty { usleep(1000) }
        }
        switch pending.removeFirst() {
        case .commit(let batch): return .batch(batch, isLast: false)
        case .finish(let batch): return .batch(batch, isLast: true)
        default: return .other
        }
    }

    /// The next batch that is to be stored.
    func nextBatch() throws -> Batch {
        while true {
            if case .batch(let batch, _) = try next() { return batch }
        }
    }

    /// The next one, if it is there.
    func batchAtHand() throws -> Batch? {
        if pending.isEmpty { pending = store.takeAll() }
        while !pending.isEmpty {
            if case .batch(let batch, _) = try next() { return batch }
        }
        return nil
    }

    /// A batch is stored; the next is to wait so long.
    func commit(_ batch: Batch, pause: Int64 = 0) {
        inbox.send(.committed(batch.empty, isSnapshotDue: false, pauseMilliseconds: pause))
    }

    func simulate(_ line: String, _ level: Bool) {
        inbox.send(.simulate(line: line, level: level, Reply(capacity: 1)))
    }

    func status() throws -> NSDictionary {
        let reply = Reply(capacity: 1)
        inbox.send(.status(reply))
        let limit = MonotonicClock.milliseconds() + 30_000
        while true {
            if let bytes = reply.takeAll().first {
                return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
            }
            try #require(MonotonicClock.milliseconds() < limit, "no status")
            usleep(1000)
        }
    }
}

extension Batch {
    var empty: Batch {
        var batch = self
        batch.removeAll()
        return batch
    }
}
