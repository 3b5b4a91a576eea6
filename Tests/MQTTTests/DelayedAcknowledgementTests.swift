import Glibc
import MQTT
import TestSupport
import Testing

/// What the whole store-and-forward promise rests on, and libmosquitto does not officially give.
@Suite(.serialized) struct DelayedAcknowledgement {
    private let topic = "plant/pump-7/telemetry"

    @Test(
        "no acknowledgement leaves before flush(), and all leave with it",
        arguments: [
            ConnectionOptions.ProtocolVersion.v311, .v5,
        ])
    func nothingLeavesBeforeFlush(version: ConnectionOptions.ProtocolVersion) throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "tap", version))
        var received: [UInt16] = []
        connection.onMessage = { received.append($0.packetIdentifier) }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)

        for identifier in UInt16(1)...300 {
            peer.send(FakeBroker.publish("a/b", [1, 2, 3], identifier: identifier, version))
        }
        #expect(driver.run { received.count == 300 })
        // Long enough for several turns of the loop, with every chance to write.
        driver.run(300)
        #expect(peer.receive() == [])
        #expect(connection.unacknowledged == 300)
        #expect(connection.wantsWrite && !connection.interest.contains(.writable))

        #expect(connection.flush() == .complete)
        #expect(connection.unacknowledged == 0)
        let expected = (UInt16(1)...300).flatMap { [0x40, 2, UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(peer.receive() == expected)
    }

    @Test("acknowledgements that the socket does not take at once leave later, whole and in their order")
    func fullSocket() throws {
        let directory = TemporaryDirectory()
        let server = LoopbackListener(path: directory.path + "/broker")
        var options = ConnectionOptions.loopback(0, "tap")
        options.endpoint = .unix(path: directory.path + "/broker")
        options.receiveMaximum = 65_535
        let connection = try Connection(options: options)
        var received = 0
        connection.onMessage = { _ in received += 1 }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        var stream: [UInt8] = []
        for identifier in UInt16(1)...65_535 {
            stream += FakeBroker.publish("a/b", [1], identifier: identifier, .v5)
        }
        var position = 0
        #expect(
            driver.run(60_000) {
                let end = min(stream.count, position + 30_000)
                position += max(0, peer.send(Array(stream[position..<end])))
                return received == 65_535
            })
        let first = connection.flush()
        // A quarter of a megabyte is more than a Unix socket holds, with the kernel's usual limits.
        #expect(first == .blocked && connection.interest.contains(.writable))
        var acknowledged: [UInt8] = []
        #expect(
            driver.run(60_000) {
                acknowledged += peer.receive() ?? []
                return acknowledged.count == 4 * 65_535
            })
        let isExact = acknowledged == (UInt16(1)...65_535).flatMap { [0x40, 2, UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(isExact)
        #expect(!connection.wantsWrite && connection.state.isConnected)
    }

    @Test("after shutSocket() nothing was acknowledged, even from inside the message closure")
    func shutSocketSendsNothing() throws {
        let server = LoopbackListener()
        let connection = try Connection(options: .loopback(server.port, "tap"))
        var received = 0
        connection.onMessage = { [unowned connection] _ in
            received += 1
            if received == 5 { connection.shutSocket() }
        }
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        for identifier in UInt16(1)...10 {
            peer.send(FakeBroker.publish("a/b", [1], identifier: identifier, .v5))
        }
        #expect(driver.run { !ends.isEmpty })
        #expect(ends == [.shut] && received == 5)
        #expect(peer.receive() == nil)
    }

    @Test("a broker that expects pings gets them while acknowledgements are held back")
    func keepaliveGoesAroundTheQueue() throws {
        let server = LoopbackListener()
        var options = ConnectionOptions.loopback(server.port, "tap")
        options.keepalive = 5
        let connection = try Connection(options: options)
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        peer.send(FakeBroker.publish("a/b", [1], identifier: 1, .v5))
        #expect(driver.run { connection.unacknowledged == 1 })
        var sent: [UInt8] = []
        driver.run(12_000) {
            let bytes = peer.receive() ?? []
            if bytes == [0xC0, 0] { peer.send([0xD0, 0]) }
            sent += bytes
            return sent.count >= 8
        }
        // Only pings; the library's own stay queued behind the acknowledgement.
        #expect(sent == [0xC0, 0, 0xC0, 0, 0xC0, 0, 0xC0, 0])
        #expect(connection.state.isConnected && connection.unacknowledged == 1)
        // The same while nothing is read at all.
        connection.isReadingPaused = true
        peer.send(FakeBroker.publish("a/b", [1], identifier: 2, .v5))
        driver.run(11_000)
        #expect(connection.state.isConnected && connection.unacknowledged == 1)
        connection.isReadingPaused = false
        #expect(driver.run { connection.unacknowledged == 2 })
        driver.run(1_500)
        #expect(connection.state.isConnected)
        connection.flush()
        #expect(connection.state.isConnected)
    }

    @Test(
        "a redelivery carries the same packet identifier, after a reconnect and after the broker's restart",
        arguments: [
            ConnectionOptions.ProtocolVersion.v311, .v5,
        ])
    func redeliveryKeepsItsIdentifier(version: ConnectionOptions.ProtocolVersion) throws {
        let broker = try MosquittoBroker()
        var timing = ConnectionTiming()
        timing.stableAfter = 0
        let connection = try Connection(options: .loopback(broker.port, "keeper", version), timing: timing)
        var seen: [Int: [UInt16]] = [:]
        connection.onMessage = { message in
            let text = String(decoding: message.payload, as: UTF8.self)
            seen[Int(text) ?? -1, default: []].append(message.packetIdentifier)
        }
        var subscribed = false
        connection.subscribe(onConnect: "plant/#") { subscribed = true }
        let driver = ConnectionDriver(connection)
        connection.start(now: MonotonicClock.milliseconds())
        #expect(driver.run { subscribed })

        // No more than fit into the window of 3.1.1.
        try publishNumbers(0..<20, to: topic, port: broker.port)
        #expect(driver.run { seen.count == 20 })
        connection.shutSocket()
        #expect(driver.run { seen.values.allSatisfy { $0.count == 2 } })
        connection.shutSocket()
        broker.terminate()
        try broker.start()
        #expect(driver.run { seen.values.allSatisfy { $0.count == 3 } })
        #expect(seen.values.allSatisfy { Set($0).count == 1 && $0[0] != 0 })
        #expect(Set(seen.values.map { $0[0] }).count == 20)

        connection.flush()
        driver.run(300)
        connection.shutSocket()
        subscribed = false
        #expect(driver.run { subscribed })
        driver.run(500)
        #expect(seen.values.allSatisfy { $0.count == 3 })
    }

    @Test(
        "what was acknowledged survives kill -9; acknowledging at once loses it",
        arguments: [
            ("v5", 20_000, 100), ("v311", 6_000, 20),
        ])
    func acknowledgedSurvivesKill(version: String, count: Int, batch: Int) throws {
        let delayed = try killRun(.delayed, version, count, batch)
        #expect(delayed.kills >= 5)
        #expect(delayed.lost == 0, "seed \(delayed.seed)")
        #expect(delayed.repeats > 0, "kills that repeat nothing hit nothing; seed \(delayed.seed)")
        // The positive control: the same kills do lose messages when nothing is delayed.
        let immediate = try killRun(.immediate, version, count, batch)
        #expect(immediate.lost > 0, "seed \(immediate.seed)")
        print("kill -9, \(version), \(count) messages: delayed \(delayed); immediate \(immediate)")
    }

    private struct KillRun {
        var seed: UInt64
        var kills = 0
        var lost = 0
        var repeats = 0
    }

    private func killRun(
        _ acknowledgement: SubscriberProcess.Acknowledgement, _ version: String, _ count: Int, _ batch: Int
    ) throws -> KillRun {
        var run = KillRun(seed: Trials.seed())
        var random = SeededGenerator(run.seed)
        let broker = try MosquittoBroker()
        let file = broker.directory + "/committed"
        func start() throws -> ChildProcess {
            try SubscriberProcess.start(
                acknowledgement, version: version, port: broker.port, client: "killed", filter: "plant/#", file: file,
                batch: batch)
        }
        func stored() -> [Int] { SubscriberProcess.numbers(in: file) }
        // The session must exist before there is anything to lose: numbers beside those that count arrive.
        let begin = MonotonicClock.milliseconds()
        let first = try start()
        while stored().isEmpty {
            try #require(MonotonicClock.milliseconds() - begin < 60_000, "the subscriber stores nothing")
            try publishNumbers(count..<count + batch, to: topic, port: broker.port)
        }
        first.kill()
        let startMicroseconds = UInt32(1000 * (MonotonicClock.milliseconds() - begin))
        try publishNumbers(0..<count, to: topic, port: broker.port)

        var previous = -1
        while true {
            let subscriber = try start()
            usleep(UInt32.random(in: 30_000...max(150_000, startMicroseconds), using: &random))
            subscriber.kill()
            run.kills += 1
            let stored = stored().count
            // Nothing came eight times in a row: the broker has nothing left.
            if stored == previous && run.kills % 8 == 0 { break }
            if run.kills % 8 == 0 { previous = stored }
        }
        // Or they were all killed too early; what is left comes now.
        let last = try start()
        var seen = -1
        while stored().count != seen {
            seen = stored().count
            usleep(1_000_000 + startMicroseconds)
        }
        last.kill()
        let numbers = stored().filter { $0 < count }
        let distinct = Set(numbers)
        run.lost = count - distinct.count
        run.repeats = numbers.count - distinct.count
        return run
    }
}
