import Glibc
import MQTT
import TestSupport
import Testing

/// Rows A of the bad-input catalogue: whatever a broker sends, the process stays, the connection backs off, the owner's
/// loop goes on.
@Suite(.serialized) struct HostileBroker {
    typealias Version = ConnectionOptions.ProtocolVersion

    struct Violation: CustomTestStringConvertible {
        var testDescription: String
        var version: Version
        var bytes: [UInt8]
        var tooLarge = false
    }

    static let violations: [Violation] = [
        Violation(
            testDescription: "A01 a PUBLISH of 256 MiB announced", version: .v311,
            bytes: [0x30, 0xFF, 0xFF, 0xFF, 0x7F], tooLarge: true),
        Violation(
            testDescription: "A01 a PUBLISH of 2 MiB and a bit announced", version: .v5,
            bytes: [0x30] + FakeBroker.length(2 << 20), tooLarge: true),
        Violation(
            testDescription: "A03 a remaining length of five bytes", version: .v311,
            bytes: [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        Violation(
            testDescription: "A04 a topic longer than its packet", version: .v311,
            bytes: [0x30, 4, 0x7F, 0xFF, 0x61, 0x62]),
        Violation(
            testDescription: "A05 an empty topic", version: .v311, bytes: [0x30, 3, 0, 0, 0x61]),
        Violation(
            testDescription: "A06 a PUBLISH at QoS 3", version: .v5, bytes: [0x36, 6, 0, 1, 0x61, 0, 1, 0]),
        Violation(
            testDescription: "A07 a SUBACK without codes", version: .v311, bytes: [0x90, 2, 0, 1]),
        Violation(
            testDescription: "A07 a SUBACK without codes, MQTT 5", version: .v5, bytes: [0x90, 3, 0, 1, 0]),
        Violation(
            testDescription: "A10 packet type 0", version: .v311, bytes: [0x00, 0]),
        Violation(
            testDescription: "A10 packet type 15", version: .v311, bytes: [0xF0, 0]),
        Violation(
            testDescription: "A10 CONNECT to a client", version: .v5, bytes: [0x10, 3, 0, 1, 0x61]),
        Violation(
            testDescription: "A12 a PUBLISH at QoS 2", version: .v311, bytes: [0x34, 6, 0, 1, 0x61, 0, 1, 0x62]),
        Violation(
            testDescription: "B04 a topic that is not UTF-8", version: .v5, bytes: [0x30, 4, 0, 1, 0xFF, 0]),
        Violation(
            testDescription: "an unknown property, at which libmosquitto 2.0.11 aborts", version: .v5,
            bytes: [0x30, 6, 0, 1, 0x61, 2, 0x7E, 0]),
        Violation(
            testDescription: "an unknown property in an acknowledgement", version: .v5,
            bytes: [0x40, 6, 0, 1, 0, 2, 0x00, 0]),
        Violation(
            testDescription: "a property longer than its section, so that the body would be read as one", version: .v5,
            bytes: [0x30, 7, 0, 1, 0x61, 1, 0x01, 0, 0x7E]),
        Violation(
            testDescription: "a property section longer than its packet", version: .v5,
            bytes: [0x30, 5, 0, 1, 0x61, 0xFF, 0x7F]),
        Violation(
            testDescription: "a property that no message has", version: .v5,
            bytes: [0x30, 7, 0, 1, 0x61, 3, 0x13, 0, 9]),
        Violation(
            testDescription: "a property twice", version: .v5,
            bytes: [0x30, 8, 0, 1, 0x61, 4, 0x01, 1, 0x01, 1]),
        Violation(
            testDescription: "a property that is not UTF-8", version: .v5,
            bytes: [0x30, 8, 0, 1, 0x61, 4, 0x03, 0, 1, 0xFF]),
        Violation(
            testDescription: "a message at QoS 1 without an identifier", version: .v311,
            bytes: [0x32, 5, 0, 1, 0x61, 0, 0]),
        Violation(
            testDescription: "a second CONNACK", version: .v311, bytes: [0x20, 2, 0, 0]),
        Violation(
            testDescription: "a topic alias that was never offered", version: .v5,
            bytes: [0x30, 6, 0, 0, 3, 0x23, 0, 9]),
    ]

    private static func quick() -> ConnectionTiming {
        var timing = ConnectionTiming()
        timing.shortestDelay = 20
        return timing
    }

    @Test("a broker that breaks the protocol is left, and visited again", arguments: violations)
    func violation(_ row: Violation) throws {
        let server = LoopbackListener()
        let connection = try Connection(
            options: .loopback(server.port, "victim", row.version), timing: Self.quick())
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        var received = 0
        connection.onMessage = { _ in received += 1 }
        let driver = ConnectionDriver(connection)

        for round in 1...3 {
            let peer = try FakeBroker.accept(connection, on: server, driver)
            // What came before the offence is delivered, also when it comes in the same segment.
            peer.send(FakeBroker.publish("a/b", [1], identifier: 1, row.version) + row.bytes)
            #expect(driver.run { ends.count == round })
            #expect(received == round)
            #expect(peer.receive() == nil)
        }
        #expect(ends.allSatisfy { $0.isProtocolFailure && $0 == ends[0] }, "\(ends)")
        if row.tooLarge, case .packetTooLarge = ends[0] {} else { #expect(!row.tooLarge) }
        #expect(connection.state.isPoisoned && connection.state.identicalProtocolFailures == 3)
        #expect((connection.nextDeadline ?? 0) - MonotonicClock.milliseconds() > 50_000)
    }

    @Test("A08 a refused subscription is reported as refused")
    func refusedSubscription() throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "victim", .v311))
        var granted: [UInt8] = []
        var identifier: Int32 = 0
        connection.onConnected = { [unowned connection] _ in
            do throws(MQTTError) { identifier = try connection.subscribe(to: ["a/#", "b"]) } catch {
                Issue.record(error)
            }
        }
        connection.onSubscribed = { answered, codes in if answered == identifier { granted = codes } }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        peer.send([0x90, 4, UInt8(identifier >> 8), UInt8(identifier & 0xFF), 0x80, 0])
        #expect(driver.run { granted == [0x80, 0] })
        #expect(connection.state.isConnected)
    }

    @Test("A11 acknowledgements of what was never sent are ignored", arguments: [Version.v311, .v5])
    func unknownAcknowledgements(version: Version) throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "victim", version))
        var received = 0
        connection.onMessage = { _ in received += 1 }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        for identifier in UInt8(1)...200 {
            peer.send([0x40, 2, 0, identifier, 0x62, 2, 0, identifier, 0x70, 2, 0, identifier, 0x50, 2, 0, identifier])
            peer.send([0xB0, version == .v5 ? 3 : 2, 0, identifier] + (version == .v5 ? [0] : []))
        }
        peer.send(FakeBroker.publish("a/b", [1], identifier: 1, version))
        #expect(driver.run { received == 1 })
        #expect(connection.state.isConnected)
    }

    @Test(
        "A13 a broker that refuses is not visited in a hot loop, and credentials are told apart",
        arguments: [
            (Version.v311, [UInt8](arrayLiteral: 0x20, 2, 0, 5), MQTTError.authenticationRefused(reason: 5)),
            (.v311, [0x20, 2, 0, 4], .authenticationRefused(reason: 4)),
            (.v311, [0x20, 2, 0, 3], .refused(reason: 3)),
            (.v5, [0x20, 3, 0, 0x87, 0], .authenticationRefused(reason: 0x87)),
            (.v5, [0x20, 3, 0, 0x88, 0], .refused(reason: 0x88)),
            (.v5, [0x20, 2, 0, 1], .refused(reason: 0x84)),
        ])
    func refused(version: Version, answer: [UInt8], expected: MQTTError) throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "victim", version))
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        connection.start(now: MonotonicClock.milliseconds())
        let driver = ConnectionDriver(connection)
        var peers: [LoopbackPeer] = []
        driver.run(2_500) {
            if let peer = server.accept() {
                peer.send(answer)
                peers.append(peer)
            }
            return false
        }
        #expect((1...3).contains(ends.count) && ends.allSatisfy { $0 == expected }, "\(ends)")
        #expect(connection.state.authenticationFailures == (expected.isAuthenticationFailure ? ends.count : 0))
        #expect(!connection.state.isPoisoned)
    }

    @Test("A14 a broker that accepts and says nothing is given up in time")
    func silentAcceptance() throws {
        let server = LoopbackListener()
        var timing = Self.quick()
        timing.acknowledgementTimeout = 300
        let connection = try Connection(options: .loopback(server.port, "victim"), timing: timing)
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        let driver = ConnectionDriver(connection)
        connection.start(now: MonotonicClock.milliseconds())
        #expect(driver.run { ends.count == 2 })
        #expect(ends == [.acknowledgementTimedOut, .acknowledgementTimedOut])
    }

    @Test("A14 a black hole blocks neither the loop nor the end")
    func blackHole() throws {
        let server = LoopbackListener(backlog: 0)
        // Fills the queue of one, so that further SYNs are dropped as a firewall would.
        let filler = try Connection(options: .loopback(server.port, "filler"))
        let fillers = ConnectionDriver(filler)
        filler.start(now: MonotonicClock.milliseconds())
        #expect(fillers.run { if case .greeting = filler.state.phase { true } else { false } })

        var timing = Self.quick()
        timing.openTimeout = 400
        let connection = try Connection(options: .loopback(server.port, "victim"), timing: timing)
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        connection.start(now: MonotonicClock.milliseconds())
        let driver = ConnectionDriver(connection)
        var turns = 0
        #expect(
            driver.run {
                turns += 1
                return ends.count == 2
            })
        #expect(ends == [.openTimedOut, .openTimedOut])
        #expect(turns > 10)
        connection.stop()
        #expect(connection.descriptor == nil && connection.nextDeadline == nil)
    }

    @Test("A15 a broker that falls silent is noticed after one and a half keepalives, as a frozen mosquitto is")
    func frozenBroker() throws {
        let broker = try MosquittoBroker()
        var options = ConnectionOptions.loopback(broker.port, "victim")
        options.keepalive = 5
        let connection = try Connection(options: options)
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        let driver = ConnectionDriver(connection)
        connection.start(now: MonotonicClock.milliseconds())
        #expect(driver.run { connection.state.isConnected })
        // Alive as long as it answers, though nobody publishes.
        driver.run(9_000)
        #expect(ends.isEmpty && connection.state.isConnected)
        broker.freeze()
        #expect(driver.run(20_000) { ends.count == 1 })
        #expect(ends == [.keepaliveTimedOut])
        broker.thaw()
        #expect(driver.run { connection.state.isConnected })
    }

    @Test("A16 a broker that closes after every CONNACK meets growing pauses")
    func closesAfterAcceptance() throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "victim"))
        connection.start(now: MonotonicClock.milliseconds())
        let driver = ConnectionDriver(connection)
        driver.run(6_000) {
            server.accept()?.send(FakeBroker.accepted(.v5))
            return false
        }
        // At 0, 1, 2 to 3, 4 to 7 seconds.
        #expect((3...4).contains(connection.state.attempts))
        #expect(connection.state.lastFailure == .connectionLost)
    }

    @Test("a reset in the middle of anything ends the connection without a spin")
    func resets() throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "victim"), timing: Self.quick())
        var ends = 0
        connection.onDisconnected = { _ in ends += 1 }
        let driver = ConnectionDriver(connection)
        let beginnings: [[UInt8]] = [
            [], [0x20], [0x20, 3, 0], [0x20, 3, 0, 0, 0], [0x20, 3, 0, 0, 0, 0x32, 0x90],
        ]
        for (round, bytes) in beginnings.enumerated() {
            try sendAndReset(bytes, connection, server, driver)
            #expect(driver.run { ends == round + 1 })
        }
    }

    private func sendAndReset(
        _ bytes: [UInt8], _ connection: Connection, _ server: LoopbackListener, _ driver: ConnectionDriver
    ) throws {
        let peer = try FakeBroker.connect(connection, on: server, driver)
        peer.resetOnClose()
        peer.send(bytes)
        driver.run(50)
    }

    @Test("A21 five seconds of garbage harm neither the process nor another connection on the same loop")
    func garbage() throws {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        let server = LoopbackListener()
        let healthy = LoopbackListener()
        let victims = try [Version.v311, .v5].map {
            try Connection(options: .loopback(server.port, "victim", $0), timing: Self.eager())
        }
        let other = try Connection(options: .loopback(healthy.port, "other"))
        var received = 0
        other.onMessage = { _ in received += 1 }
        let driver = ConnectionDriver(victims[0], victims[1], other)
        let friend = try FakeBroker.accept(other, on: healthy, driver)
        victims.forEach { $0.start(now: MonotonicClock.milliseconds()) }

        let before = residentBytes()
        var peers: [LoopbackPeer] = []
        var sent = 0
        driver.run(5_000) {
            if let peer = server.accept() {
                peer.send(Bool.random(using: &random) ? FakeBroker.accepted(.v5) : FakeBroker.accepted(.v311))
                peers.append(peer)
            }
            peers = peers.filter { peer in
                let bytes = Bool.random(using: &random) ? Self.noise(&random) : Self.almostSensible(&random)
                return peer.send(bytes) >= 0 || errno == EAGAIN
            }
            friend.send(FakeBroker.publish("a/b", [1], identifier: 1, .v5))
            sent += 1
            return false
        }
        let attempts = victims.map { $0.state.attempts }
        #expect(attempts.allSatisfy { $0 > 20 }, "seed \(seed)")
        #expect(driver.run { received == sent }, "seed \(seed)")
        #expect(other.state.isConnected)
        let growth = residentBytes() - before
        // The address sanitizer keeps what was freed.
        if dlsym(nil, "__asan_init") == nil { #expect(growth < 64 << 20, "seed \(seed)") }
        print("garbage: \(attempts) connections, \(received) messages beside it, memory grew by \(growth >> 10) KiB")
    }

    private static func noise(_ random: inout SeededGenerator) -> [UInt8] {
        let length = 1 << Int.random(in: 0...16, using: &random)
        return (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// A valid stream in which a few bytes were changed.
    private static func almostSensible(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let version = Bool.random(using: &random) ? Version.v5 : .v311
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes += [0x90, 4, 0, 1, 0, 1]
            case 1: bytes += [0x40, 6, 0, 1, 0, 2, 0x1F, 0]
            case 2: bytes += [0xE0, 4, 0x8B, 2, 0x24, 1]
            default:
                let properties: [UInt8] = [0x01, 1, 0x26, 0, 1, 0x61, 0, 1, 0x62, 0x0B, 0x81, 0x01]
                bytes += FakeBroker.publish("a/b", [1, 2, 3], identifier: 7, version, properties: properties)
            }
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            bytes[position] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
    }

    private static func eager() -> ConnectionTiming {
        var timing = ConnectionTiming()
        timing.shortestDelay = 5
        timing.longestDelay = 20
        return timing
    }
}
