import Glibc
import MQTT
import TestSupport
import Testing

/// TLS against a real mosquitto, with certificates made for the occasion.
@Suite(.serialized) struct TransportSecurityTests {
    typealias Security = ConnectionOptions.TransportSecurity

    private let authority: CertificateAuthority

    init() throws {
        authority = try CertificateAuthority()
    }

    private func broker(_ files: (certificate: String, key: String), _ more: String = "allow_anonymous true") throws
        -> MosquittoBroker
    {
        try MosquittoBroker(
            configuration: """
                listener {port} 127.0.0.1
                cafile \(authority.certificate)
                certfile \(files.certificate)
                keyfile \(files.key)
                \(more)
                """)
    }

    private func options(_ port: UInt16, _ security: Security?) -> ConnectionOptions {
        var options = ConnectionOptions(endpoint: .tcp(host: "localhost", port: port), clientID: "secure")
        options.security = security
        return options
    }

    /// The first thing that happens: nil for a connection that works, or why there is none.
    private func outcome(_ options: ConnectionOptions) throws -> MQTTError? {
        let connection = try Connection(options: options)
        var reason: MQTTError?
        var works = false
        connection.onDisconnected = { reason = reason ?? $0 }
        // A TLS 1.3 server refuses a client's certificate only after the client thinks itself connected.
        connection.subscribe(onConnect: "a/#") { works = true }
        let driver = ConnectionDriver(connection)
        connection.start(now: MonotonicClock.milliseconds())
        #expect(driver.run { works || reason != nil })
        connection.disconnect()
        return reason
    }

    @Test("the right authority and name connect; a wrong authority, name or date are refused with OpenSSL's reason")
    func verification() throws {
        let trusted = Security(authority: .file(authority.certificate))
        let good = try broker(try authority.issue("good", names: "DNS:localhost,IP:127.0.0.1"))
        #expect(try outcome(options(good.port, trusted)) == nil)

        var byAddress = options(good.port, trusted)
        byAddress.endpoint = .tcp(host: "127.0.0.1", port: good.port)
        #expect(try outcome(byAddress) == nil)
        var older = options(good.port, trusted)
        older.version = .v311
        #expect(try outcome(older) == nil)

        let stranger = try CertificateAuthority()
        expectRefusal(
            try outcome(options(good.port, Security(authority: .file(stranger.certificate)))), "verify failed")

        let elsewhere = try broker(try authority.issue("elsewhere", names: "DNS:elsewhere.example"))
        expectRefusal(try outcome(options(elsewhere.port, trusted)), "host name")

        let expired = try broker(try authority.issue("expired", names: "DNS:localhost", days: -1))
        expectRefusal(try outcome(options(expired.port, trusted)), "verify failed")
    }

    @Test("a server that knows no TLS, or only an old one, is refused; missing files are named")
    func oldOrMissing() throws {
        let trusted = Security(authority: .file(authority.certificate))
        let files = try authority.issue("old", names: "DNS:localhost")
        let port = LoopbackPort.free()
        let old = try ChildProcess(
            [
                "/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", files.certificate, "-key",
                files.key, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-quiet",
            ], output: authority.directory.path + "/server.log")
        let limit = MonotonicClock.milliseconds() + 5_000
        while !LoopbackPort.answers(port) && MonotonicClock.milliseconds() < limit { usleep(5_000) }
        expectRefusal(try outcome(options(port, trusted)), "")
        old.kill()

        let plain = try MosquittoBroker()
        let reason = try outcome(options(plain.port, trusted))
        #expect(reason != nil)

        let missing = Security(authority: .file(authority.directory.path + "/none.crt"))
        expectRefusal(try outcome(options(plain.port, missing)), "none.crt")
    }

    @Test("a client certificate and a user name open what they should, and nothing without them")
    func credentials() throws {
        let server = try authority.issue("server", names: "DNS:localhost")
        let client = try authority.issue("client", names: "DNS:weir")
        let anonymous = Security(authority: .file(authority.certificate))
        let identified = Security(
            authority: .file(authority.certificate),
            identity: Security.Identity(certificate: client.certificate, key: client.key))
        let strict = try broker(server, "allow_anonymous true\nrequire_certificate true")
        #expect(try outcome(options(strict.port, identified)) == nil)
        #expect(try outcome(options(strict.port, anonymous)) != nil)

        let passwords = authority.directory.path + "/passwords"
        #expect(
            try ChildProcess(["/usr/bin/mosquitto_passwd", "-b", "-c", passwords, "weir", "secret"]).wait() == 0)
        let closed = try broker(server, "allow_anonymous false\npassword_file \(passwords)")
        for version in [ConnectionOptions.ProtocolVersion.v311, .v5] {
            var known = options(closed.port, anonymous)
            known.version = version
            known.username = "weir"
            known.password = "secret"
            #expect(try outcome(known) == nil)
            known.password = "wrong"
            #expect(try outcome(known) == .authenticationRefused(reason: version == .v5 ? 0x87 : 5))
        }
    }

    @Test("acknowledgements are held back under TLS as well")
    func delayedAcknowledgement() throws {
        let secure = try broker(
            try authority.issue("held", names: "DNS:localhost"))
        let connection = try Connection(
            options: options(secure.port, Security(authority: .file(authority.certificate))))
        var seen: [UInt16: Int] = [:]
        connection.onMessage = { seen[$0.packetIdentifier, default: 0] += 1 }
        var subscribed = false
        connection.subscribe(onConnect: "plant/#") { subscribed = true }
        var driver = ConnectionDriver(connection)
        driver.budget = 10
        connection.start(now: MonotonicClock.milliseconds())
        #expect(driver.run { subscribed })

        var other = options(secure.port, Security(authority: .file(authority.certificate)))
        other.clientID = "publisher"
        let sender = try Connection(options: other)
        let both = ConnectionDriver(connection, sender)
        sender.start(now: MonotonicClock.milliseconds())
        #expect(both.run { sender.state.isConnected })
        for number in 0..<500 {
            _ = try sender.publish(topic: "plant/a", payload: numberText(number), qualityOfService: .atLeastOnce)
        }
        #expect(both.run { seen.count == 500 })
        #expect(connection.unacknowledged == 500)
        connection.shutSocket()
        #expect(both.run { seen.values.allSatisfy { $0 == 2 } })
        #expect(connection.flush() != .lost)
        both.run(300)
        connection.shutSocket()
        subscribed = false
        #expect(both.run { subscribed })
        both.run(300)
        #expect(seen.values.allSatisfy { $0 == 2 })
    }

    @Test("a handshake that is cut off or never finished ends, without a spin")
    func brokenHandshake() throws {
        let server = LoopbackListener()
        var timing = ConnectionTiming()
        timing.shortestDelay = 20
        timing.acknowledgementTimeout = 400
        let connection = try Connection(
            options: options(server.port, Security(authority: .file(authority.certificate))), timing: timing)
        var ends: [MQTTError] = []
        connection.onDisconnected = { ends.append($0) }
        let driver = ConnectionDriver(connection)
        connection.start(now: MonotonicClock.milliseconds())
        var peers: [LoopbackPeer] = []
        var turns = 0
        driver.run {
            turns += 1
            if let peer = server.accept() {
                switch ends.count % 4 {
                case 0: peer.resetOnClose()
                case 1: break
                case 2: peer.send([0x20, 2, 0, 0])
                default: peers.append(peer)
                }
                if ends.count % 4 == 2 { peers.append(peer) }
            }
            return ends.count >= 8
        }
        #expect(ends.count >= 8)
        #expect(ends.filter { $0 == .acknowledgementTimedOut }.count >= 2, "\(ends)")
        #expect(turns < 1_000)
    }

    private func expectRefusal(_ reason: MQTTError?, _ words: String) {
        guard case .tls(let text) = reason else {
            Issue.record("\(String(describing: reason)) instead of a TLS error")
            return
        }
        #expect(words.isEmpty || text.contains(words), "\(text)")
    }
}
