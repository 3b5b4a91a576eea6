import Configuration
import Foundation
import Logging
import Store
import TestSupport
import Testing

@testable import Agent

/// The way between the store's thread and an uplink's: what was meant for an old connection, and what failed once.
@Suite struct UplinkThreadTests {
    private let directory = TemporaryDirectory("weir-uplink")
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func record(_ number: Int) -> [UInt8] {
        let id = String(format: "%032d", number)
        return Array(#"{"time":1700000000000,"kind":"event","device":"d","name":"n\#(number)","id":"\#(id)"}"#.utf8)
    }

    private func gateway(port: UInt16) throws -> GatewayConfiguration {
        try configuration(
            devices: [:],
            gateway: """
                gateway: g
                store: {path: \(directory.path)/store}
                uplinks: {central: {mqtt: {url: "mqtt://127.0.0.1:\(port)"}, send: [events]}}

                """)
    }

    /// Waits for the first message that is of use.
    private func first<Message, Value>(
        _ mailbox: Mailbox<Message>, _ what: String, _ isWanted: (Message) -> Value?
    ) throws -> Value {
        let limit = MonotonicClock.milliseconds() + 30_000
        while true {
            for message in mailbox.takeAll() { if let value = isWanted(message) { return value } }
            try #require(MonotonicClock.milliseconds() < limit, "never: \(what)")
            usleep(1000)
        }
    }

    @Test("what the store hands out for a connection that is over is not sent on the next one")
    func staleEntries() throws {
        let broker = try MosquittoBroker()
        let configuration = try gateway(port: broker.port)
        let store = try Store.open(directory: directory.path + "/entries")
        let destination = try store.destination(named: "central")
        var batch = Batch()
        batch.now = 1
        for number in 0..<3 {
            batch.appendOutbox(
                Self.record(number), to: DestinationSet(destination), deliveryClass: .events, device: 1)
        }
        _ = try store.commit(batch)
        var cursor = OutboxCursor()
        let entries = try store.nextEntries(destination, cursor: &cursor)
        try #require(entries.count == 3)

        let inbox = Mailbox<UplinkMessage>(capacity: 100)
        let answers = Mailbox<StoreMessage>(capacity: 100)
        let ports = UplinkThread.Ports(index: 0, inbox: inbox, store: answers)
        let thread = ServiceThread(name: "uplink") {
            UplinkThread(configuration: configuration.uplinks[0], gateway: "g", ports: ports, logger: Self.logger).run()
        }
        inbox.send(.begin(epoch: 1))
        func ready() throws -> ConnectionNumber {
            try first(answers, "ready") { if case .uplinkReady(_, let connection) = $0 { connection } else { nil } }
        }
        let old = try ready()
        broker.kill()
        _ = try first(answers, "lost") { if case .uplinkLost = $0 { true } else { nil } }
        try broker.start()
        let present = try ready()
        #expect(present != old)
        inbox.send(.live([entries[0]], isMore: false, old))
        inbox.send(.catchUp([entries[1]], isMore: false, old))
        inbox.send(.live([entries[2]], isMore: false, present))
        let delivered = try first(answers, "delivered") { if case .delivered(_, let keys) = $0 { keys } else { nil } }
        #expect(delivered == [entries[2].key])
        inbox.send(.stop)
        thread.join()
    }

    @Test("an uplink whose backlog could not be read when it connected gets it when the store can be read again")
    func failedConnect() throws {
        let configuration = try gateway(port: 1)
        let inbox = Mailbox<StoreMessage>(capacity: 100)
        let control = Mailbox<ControlMessage>(capacity: 100)
        let uplink = Mailbox<UplinkMessage>(capacity: 100)
        let ports = StoreThread.Ports(inbox: inbox, control: control, uplinks: [uplink], heartbeat: Heartbeat())
        // The store's thread alone uses it, but for the moment in which it waits for the message that follows.
        nonisolated(unsafe) let body = try StoreThread(configuration: configuration, ports: ports, logger: Self.logger)
        let thread = ServiceThread(name: "store") { body.run() }
        let destination = try first(control, "recovered") { message in
            if case .recovered(let recovered) = message { recovered.destinations[0] } else { nil }
        }
        func commit(_ number: Int) throws {
            var batch = Batch()
            batch.now = Int64(number)
            batch.appendOutbox(
                Self.record(number), to: DestinationSet(destination), deliveryClass: .events, device: 1)
            inbox.send(.commit(batch))
            _ = try first(control, "committed") { if case .committed = $0 { true } else { nil } }
        }
        try commit(1)
        usleep(100_000)
        // Closed, every read fails until it is opened again.
        try body.store.close()
        inbox.send(.uplinkReady(0, 7))
        // The uplink asks when it hears that there is more.
        let connection: ConnectionNumber = try first(uplink, "there is a backlog") { message in
            if case .catchUp(_, true, let connection) = message { connection } else { nil }
        }
        #expect(connection == 7)
        var got: [OutboxEntry] = []
        let limit = MonotonicClock.milliseconds() + 30_000
        while got.isEmpty, MonotonicClock.milliseconds() < limit {
            inbox.send(.catchUp(0, count: 10))
            got = try first(uplink, "an answer") { if case .catchUp(let entries, _, _) = $0 { entries } else { nil } }
            usleep(100_000)
        }
        #expect(got.map(\.payload) == [Self.record(1)])
        inbox.send(.stop)
        thread.join()
    }
}
