import MQTT
import TestSupport
import Testing

/// The broker's half of the protocol, by hand, for tests that look at single bytes or break the rules.
enum FakeBroker {
    /// CONNACK: no session, accepted.
    static func accepted(_ version: ConnectionOptions.ProtocolVersion) -> [UInt8] {
        version == .v5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]
    }

    static func publish(
        _ topic: String, _ payload: [UInt8], identifier: UInt16, _ version: ConnectionOptions.ProtocolVersion,
        properties: [UInt8] = []
    ) -> [UInt8] {
        let name = Array(topic.utf8)
        var body = [UInt8(name.count >> 8), UInt8(name.count & 0xFF)] + name
        body += [UInt8(identifier >> 8), UInt8(identifier & 0xFF)]
        if version == .v5 { body += length(properties.count) + properties }
        body += payload
        return [0x32] + length(body.count) + body
    }

    /// A remaining length (MQTT 3.1.1 section 2.2.3).
    static func length(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        repeat {
            bytes.append(UInt8(rest % 128) | (rest >= 128 ? 0x80 : 0))
            rest /= 128
        } while rest > 0
        return bytes
    }

    /// Starts the connection if need be and returns the peer once CONNECT has come.
    static func connect(_ connection: Connection, on server: LoopbackListener, _ driver: ConnectionDriver) throws
        -> LoopbackPeer
    {
        connection.start(now: MonotonicClock.milliseconds())
        var peer: LoopbackPeer?
        var first: [UInt8] = []
        #expect(
            driver.run {
                peer = peer ?? server.accept()
                first += peer?.receive() ?? []
                return first.count > 2
            })
        #expect(first.first == 0x10)
        return try #require(peer)
    }

    /// As above, and accepts it.
    static func accept(_ connection: Connection, on server: LoopbackListener, _ driver: ConnectionDriver) throws
        -> LoopbackPeer
    {
        let peer = try connect(connection, on: server, driver)
        peer.send(accepted(connection.options.version))
        #expect(driver.run { connection.state.isConnected })
        return peer
    }
}
