import Glibc
import MQTT
import TestSupport
import Testing

/// Packets arrive in whatever pieces the network makes of them.
@Suite(.serialized) struct FramingTests {
    typealias Version = ConnectionOptions.ProtocolVersion

    @Test("A20 a packet that comes byte by byte is taken, without a spin", arguments: [true, false])
    func byteByByte(tcp: Bool) throws {
        let place = Place(tcp: tcp)
        let connection = try Connection(options: place.options("slow", .v5))
        var payloads: [[UInt8]] = []
        connection.onMessage = { payloads.append(Array($0.payload)) }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: place.server, driver)
        for byte in FakeBroker.publish("plant/pump-7", [7, 8, 9], identifier: 1, .v5) {
            #expect(payloads.isEmpty)
            peer.send([byte])
            driver.turn(5)
            driver.turn(5)
        }
        #expect(driver.run { payloads == [[7, 8, 9]] })

        peer.send(Array(FakeBroker.publish("plant/pump-7", [7, 8, 9], identifier: 2, .v5).dropLast()))
        var turns = 0
        driver.run(500) {
            turns += 1
            return false
        }
        // The driver waits 20 ms at a time; anything much more often would be a spin.
        #expect(turns < 60)
        #expect(payloads.count == 1)
        peer.send([9])
        #expect(driver.run { payloads.count == 2 })
    }

    @Test(
        "a stream cut at random places is read exactly, packets of every kind and size",
        arguments: [
            (Version.v311, true, false), (.v5, true, false), (.v5, false, false), (.v5, true, true),
        ])
    func randomCuts(version: Version, tcp: Bool, publishes: Bool) throws {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        let place = Place(tcp: tcp)
        let connection = try Connection(options: place.options("cut", version))
        var received: [UInt16] = []
        var intact = true
        let count = 600
        connection.onMessage = { [unowned connection] message in
            received.append(message.packetIdentifier)
            if publishes && received.count == count / 2 {
                // From here on messages of ours are in flight, and input can't be looked at.
                do throws(MQTTError) {
                    _ = try connection.publish(topic: "x", payload: [], qualityOfService: .atLeastOnce)
                } catch { Issue.record(error) }
            }
            intact = intact && message.payload.allSatisfy { $0 == UInt8(truncatingIfNeeded: received.count) }
        }
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        var driver = ConnectionDriver(connection)
        driver.budget = 7
        driver.afterService = { if connection.unacknowledged > 50 { connection.flush() } }
        let peer = try FakeBroker.accept(connection, on: place.server, driver)

        var stream: [UInt8] = []
        for index in 1...count {
            let size =
                switch Int.random(in: 0..<20, using: &random) {
                case 0: Int.random(in: 16_000...40_000, using: &random)
                case 1, 2: Int.random(in: 3_900...4_200, using: &random)
                default: Int.random(in: 0...200, using: &random)
                }
            let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
            let topic = String(repeating: "t", count: Int.random(in: 0..<40, using: &random) == 0 ? 60_000 : 3)
            let value = [UInt8](repeating: 0x61, count: Int.random(in: 0..<40, using: &random) == 0 ? 30_000 : 9)
            let property = [0x26, 0, 1, 0x6E, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
            stream += FakeBroker.publish(
                topic, payload, identifier: UInt16(index), version,
                properties: Bool.random(using: &random) ? property : [])
            switch Int.random(in: 0..<6, using: &random) {
            case 0: stream += [0xD0, 0]
            case 1: stream += [0x40, 2, 0, 77]
            case 2: stream += version == .v5 ? [0x90, 4, 0, 9, 0, 1] : [0x90, 3, 0, 9, 1]
            default: break
            }
        }
        var position = 0
        let done = driver.run(60_000) {
            _ = peer.receive()
            for _ in 0..<5 where position < stream.count {
                let most = Bool.random(using: &random) ? 9 : 60_000
                let length = min(stream.count - position, Int.random(in: 1...most, using: &random))
                position += max(0, peer.send(Array(stream[position..<position + length])))
            }
            return received.count == count
        }
        #expect(done && intact && ends.isEmpty, "seed \(seed), \(received.count) of \(count), \(ends)")
        let inOrder = received == (1...count).map { UInt16($0) }
        #expect(inOrder, "seed \(seed)")
    }

    @Test("a large packet within the limit is delivered, one byte above the limit is not")
    func limit() throws {
        let server = LoopbackListener()
        var options = ConnectionOptions.loopback(server.port, "limit")
        options.maximumPacketSize = 100_000
        let connection = try Connection(options: options)
        var sizes: [Int] = []
        connection.onMessage = { sizes.append($0.payload.count) }
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        let driver = ConnectionDriver(connection)
        let peer = try FakeBroker.accept(connection, on: server, driver)
        // Header 1 + 3, topic 2 + 1, identifier 2, properties 1.
        let overhead = 10
        peer.send(
            FakeBroker.publish("a", [UInt8](repeating: 1, count: 100_000 - overhead), identifier: 1, .v5))
        #expect(driver.run { sizes == [100_000 - overhead] })
        peer.send(
            FakeBroker.publish("a", [UInt8](repeating: 1, count: 100_001 - overhead), identifier: 2, .v5))
        #expect(driver.run { !ends.isEmpty })
        #expect(ends == [.packetTooLarge(size: 100_001)] && sizes.count == 1)
    }

    /// A listener of either kind, and how to get there.
    private struct Place {
        let server: LoopbackListener
        private let directory = TemporaryDirectory()
        private let tcp: Bool

        init(tcp: Bool) {
            self.tcp = tcp
            server = tcp ? LoopbackListener() : LoopbackListener(path: directory.path + "/broker")
        }

        func options(_ clientID: String, _ version: Version) -> ConnectionOptions {
            var options = ConnectionOptions.loopback(server.port, clientID, version)
            if !tcp { options.endpoint = .unix(path: directory.path + "/broker") }
            return options
        }
    }
}
