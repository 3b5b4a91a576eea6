import Glibc
import MQTT
import Store
import Telemetry
import TestSupport
import Testing

@testable import Uplinks

/// Records that a real broker never takes, between others that it does.
@Suite struct PoisonTests {
    /// Hands out entries as the store does: again on each connection what is not settled, in order.
    private final class Sender {
        let destination: MQTTDestination
        var waiting: [OutboxEntry]
        private var next = 0
        private(set) var delivered: [Int64] = []
        private(set) var rejected: [Int64: String] = [:]
        /// Not to be sent again before `now` is there.
        private(set) var postponed: [(entry: OutboxEntry, until: Int64)] = []
        /// Added to the clock.
        var offset: Int64 = 0
        private var isStarted = false
        private(set) var connections = 0
        private(set) var conditions: Set<String> = []

        init(_ port: UInt16, _ version: ConnectionOptions.ProtocolVersion, _ waiting: [OutboxEntry]) throws {
            self.waiting = waiting
            var options = ConnectionOptions(endpoint: .tcp(host: "127.0.0.1", port: port), clientID: "poison")
            options.version = version
            options.session = .clean
            var timing = ConnectionTiming()
            timing.shortestDelay = 20
            timing.longestDelay = 100
            destination = try MQTTDestination(
                options: options, gateway: "g", topic: "weir/{gateway}/{device}/{kind}", epoch: 1, timing: timing,
                wallClock: { Timestamp(milliseconds: 0) })
            destination.onReady = { [unowned self] in
                next = 0
                connections += 1
            }
            destination.onDelivered = { [unowned self] key in delivered.append(settle(key)) }
            destination.onRejected = { [unowned self] key, reason in rejected[settle(key)] = reason }
            destination.onPostponed = { [unowned self] key, until in
                if let entry = take(key) { postponed.append((entry, until)) }
            }
        }

        private func settle(_ key: OutboxKey) -> Int64 { take(key)?.sequence ?? 0 }

        private func take(_ key: OutboxKey) -> OutboxEntry? {
            guard let place = waiting.firstIndex(where: { $0.key == key }) else { return nil }
            if place < next { next -= 1 }
            return waiting.remove(at: place)
        }

        /// Lets all that was postponed be tried again.
        func resume() {
            offset = max(0, (postponed.map(\.until).max() ?? 0) - MonotonicClock.milliseconds() + 1)
            waiting += postponed.map(\.entry)
            postponed.removeAll()
        }

        /// Until nothing waits or the condition holds.
        func run(until condition: () -> Bool = { false }) {
            if !isStarted { destination.start(now: MonotonicClock.milliseconds()) }
            isStarted = true
            let limit = MonotonicClock.milliseconds() + 30_000
            while !waiting.isEmpty, !condition(), MonotonicClock.milliseconds() < limit {
                var entry = pollfd(fd: destination.descriptor ?? -1, events: 0, revents: 0)
                if destination.wantsRead { entry.events |= Int16(POLLIN) }
                if destination.wantsWrite { entry.events |= Int16(POLLOUT) }
                poll(&entry, 1, 5)
                let now = MonotonicClock.milliseconds() + offset
                destination.service(events: UInt32(UInt16(bitPattern: entry.revents)), now: now)
                conditions.insert(destination.condition)
                guard destination.isReady else { continue }
                while next < waiting.count, destination.room > 0 {
                    destination.send(waiting[next])
                    next += 1
                }
                destination.service(events: 0, now: now)
            }
        }
    }

    private func entry(_ sequence: Int64, device: String, padding: Int = 0) -> OutboxEntry {
        let id = String(repeating: "0", count: 31) + String(sequence % 10)
        let message = String(repeating: "x", count: padding)
        let payload =
            #"{"time":1700000000000,"kind":"event","device":"\#(device)","name":"n","message":"\#(message)","id":"\#(id)"}"#
        return OutboxEntry(
            key: OutboxKey(row: sequence, index: 0), sequence: sequence, deliveryClass: .alarms,
            device: device == "d" ? 1 : 2, time: 0,
            payload: Array(payload.utf8))
    }

    /// Twenty entries, of which the seventh is special.
    private func entries(_ special: OutboxEntry) -> [OutboxEntry] {
        (1...20).map { $0 == special.sequence ? special : entry($0, device: "d") }
    }

    private let others = Set((1...20 as ClosedRange<Int64>).filter { $0 != 7 })

    @Test("a 3.1.1 broker that closes for one large record gets all the others, and the record is kept with the reason")
    func closing() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 3000")
        let sender = try Sender(broker.port, .v311, entries(entry(7, device: "d", padding: 4000)))
        sender.run()
        #expect(Set(sender.delivered) == others)
        // All are of one device, whose next record goes first only after attempts in order.
        let closings = PoisonSearch.closingsTogether + PoisonSearch.troubles + PoisonSearch.troublesInOrder - 1
        #expect(sender.rejected == [7: "connection closed \(closings) times while sending it"])
        #expect(sender.connections == closings + 1)
    }

    @Test("what is larger than a broker says it takes is kept with that reason, and costs no connection")
    func announced() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 3000")
        let sender = try Sender(broker.port, .v5, entries(entry(7, device: "d", padding: 4000)))
        sender.run()
        #expect(Set(sender.delivered) == others && sender.connections == 1)
        #expect(sender.rejected[7]?.contains("large") == true, "\(sender.rejected)")
    }

    @Test("what a broker refuses for good is kept with its reason in words")
    func refused() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmessage_size_limit 3000")
        let sender = try Sender(broker.port, .v5, entries(entry(7, device: "d", padding: 4000)))
        sender.run()
        #expect(Set(sender.delivered) == others)
        #expect(sender.rejected[7]?.contains("(0x9") == true, "\(sender.rejected)")
        print("refused as:", sender.rejected)
    }

    /// A broker that lets us publish what `rules` say.
    private func guarded(_ rules: String) throws -> MosquittoBroker {
        let folder = TemporaryDirectory("weir-poison")
        allow(rules, in: folder.path)
        return try MosquittoBroker(
            configuration: MosquittoBroker.openListener + "\nacl_file {directory}/acl", directory: folder)
    }

    private func allow(_ rules: String, in folder: String) {
        let file = open(folder + "/acl", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        defer { close(file) }
        #expect(write(file, rules, rules.utf8.count) == rules.utf8.count)
    }

    @Test("a topic that is not ours costs a few attempts once, loses no record, and all come when it is mended")
    func denied() throws {
        let broker = try guarded("topic write weir/g/status\ntopic write weir/g/d/#\n")
        let sender = try Sender(broker.port, .v5, entries(entry(7, device: "other")))
        sender.run()
        #expect(Set(sender.delivered) == others && sender.rejected.isEmpty)
        #expect(sender.postponed.map(\.entry.sequence) == [7])
        // This broker also closes the connection, which may come before the reason.
        let few = PoisonSearch.troubles + PoisonSearch.closingsTogether + 1
        #expect(sender.connections <= few)
        #expect(sender.conditions.contains("the broker refuses a record: Not authorized (0x87)"))
        #expect(
            sender.destination.notice
                == "it does not take records of 1 device, which wait: refused 3 times: Not authorized (0x87)")
        // All others of that device wait with it, and cost nothing.
        sender.waiting = (21...300).map { entry($0, device: $0 % 2 == 0 ? "d" : "other") }
        sender.run()
        #expect(sender.connections <= few && sender.rejected.isEmpty)
        #expect(sender.postponed.map(\.entry.sequence) == [7] + (21...300).filter { $0 % 2 == 1 })
        // Tried again, and still denied.
        let before = sender.connections
        var until = sender.postponed[0].until
        sender.resume()
        sender.run()
        print("\(sender.connections) connections, \(sender.connections - before) of them to try again")
        #expect(sender.connections <= before + 2 && sender.rejected.isEmpty && sender.postponed.count == 141)
        #expect(sender.postponed[0].until - until > Postponements.shortestMilliseconds * 3 / 2, "twice as long")
        until = sender.postponed[0].until
        // Mended.
        broker.terminate()
        allow("topic write weir/g/#\n", in: broker.directory)
        try broker.start()
        sender.resume()
        sender.run()
        #expect(sender.waiting.isEmpty && sender.postponed.isEmpty && sender.rejected.isEmpty)
        #expect(Set(sender.delivered).count == 300 && sender.destination.notice == nil)
        sender.destination.stop()
    }

    @Test("a device whose records all end the connection costs a few attempts, then a few a minute")
    func closingDevice() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 3000")
        let sender = try Sender(
            broker.port, .v311,
            (1...40).map { $0 % 2 == 0 ? entry($0, device: "d") : entry($0, device: "other", padding: 4000) })
        sender.run()
        #expect(sender.delivered.count == 20 && sender.rejected.count == 2 && sender.postponed.count == 18)
        print("\(sender.connections) connections, \(sender.rejected)")
        #expect(sender.connections <= 2 * (PoisonSearch.troubles + PoisonSearch.closingsTogether) + 2)
        sender.destination.stop()
    }

    @Test("a permission for the status and not for the records gives up nothing, and all come when it is mended")
    func mistypedTopic() throws {
        let broker = try guarded("topic write weir/g/status\ntopic write wier/g/#\n")
        let sender = try Sender(broker.port, .v5, (1...20).map { entry($0, device: $0 % 2 == 0 ? "d" : "e") })
        var failure: (any Error)?
        var isMended = false
        sender.run {
            guard sender.connections == 12, !isMended else { return false }
            guard sender.rejected.isEmpty, sender.delivered.isEmpty else { return true }
            isMended = true
            broker.terminate()
            allow("topic write weir/g/#\n", in: broker.directory)
            do { try broker.start() } catch { failure = error }
            return failure != nil
        }
        #expect(
            isMended && failure == nil && sender.rejected.isEmpty && sender.delivered.count == 20, "\(sender.rejected)")
        #expect(sender.conditions.contains("the broker refuses a record: Not authorized (0x87)"))
    }

    @Test("a 3.1.1 broker that closes the connection for every record gets none of them given up")
    func closingForAll() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 300")
        let sender = try Sender(broker.port, .v311, (1...20).map { entry($0, device: "d", padding: 400) })
        sender.run { sender.connections == 16 }
        #expect(sender.connections == 16 && sender.rejected.isEmpty && sender.waiting.count == 20)
    }

    @Test("a record a byte larger than the broker takes is refused like any other, and one of that size goes")
    func largestPacket() throws {
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 3000")
        // The envelope is of a few hundred bytes.
        let sizes = Array(2400...2900 as ClosedRange<Int64>)
        let sender = try Sender(broker.port, .v5, sizes.map { entry($0, device: "d", padding: Int($0)) })
        sender.run()
        let largest = try #require(sender.delivered.last)
        #expect(largest > 2400 && largest < 2900, "positive control: the limit is within")
        #expect(sender.delivered == Array(2400...largest) && sender.rejected.count == 2900 - Int(largest))
        #expect(sender.connections == 1)
    }

    @Test("a status that cannot be published ends the connection, and is tried again on the next")
    func statusTooLarge() throws {
        // Of 86 bytes, while the CONNECT with its will is smaller.
        let broker = try MosquittoBroker(configuration: MosquittoBroker.openListener + "\nmax_packet_size 85")
        let sender = try Sender(broker.port, .v5, [entry(1, device: "d")])
        var lost = 0
        sender.destination.onLost = { _ in lost += 1 }
        sender.run { lost == 5 }
        #expect(lost == 5 && sender.connections == 0 && sender.waiting.count == 1)
        #expect(sender.conditions.contains { $0.hasPrefix("our status cannot be published: ") }, "\(sender.conditions)")
    }

    @Test("an account that may publish nothing gives up nothing, and says so")
    func closed() throws {
        let broker = try guarded("topic write nothing\n")
        let sender = try Sender(broker.port, .v5, entries(entry(7, device: "d")))
        sender.run { sender.connections == 12 }
        #expect(sender.rejected.isEmpty && sender.delivered.isEmpty && sender.waiting.count == 20)
        #expect(sender.conditions.contains("the broker refuses our status: Not authorized (0x87)"))
    }
}
