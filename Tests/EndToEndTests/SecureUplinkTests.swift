import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Upstream the gateway shows who it is, and believes only whom it should.
    @Suite struct SecureUplink {
        private static let password = "not-to-be-seen-17"

        @Test(
            "an uplink with certificate, name and password works; a stranger's authority or a wrong password does not")
        func identity() throws {
            let authority = try CertificateAuthority()
            let stranger = try CertificateAuthority()
            let server = try authority.issue("server", names: "DNS:localhost,IP:127.0.0.1")
            let client = try authority.issue("gateway", names: "DNS:gateway")
            let port = LoopbackPort.free()
            let platform = try Platform(broker: try Self.broker(authority, server, port))
            func gateway(_ authority: CertificateAuthority) -> String {
                Files.gateway(
                    local: nil, upstream: port,
                    upstreamOptions: ", ca: \(authority.certificate), cert: \(client.certificate), key: \(client.key), "
                        + "username: gateway, password: !secret platform"
                ).replacing("mqtt://", with: "mqtts://")
            }
            let agent = try AgentProcess(
                gateway: gateway(stranger), devices: ["door": Offline.door], secrets: ["platform": Self.password])
            func attempts() -> Int {
                AgentProcess.read(platform.broker.directory + "/broker.log").split(separator: "\n")
                    .count { $0.contains("New connection") && $0.contains("on port \(port)") }
            }

            try agent.start()
            try agent.simulate("DOOR", true)
            pause(6)
            try agent.waitUntil("it was tried again") { _ in attempts() >= 2 }
            // One, two, four seconds, and half of each left to chance.
            #expect(attempts() <= 7)
            #expect(try !agent.status().isUplinkConnected)
            #expect(try agent.status().text("uplinks", "central", "state")?.contains("certificate") == true)
            #expect(try agent.status().held == 1)
            #expect(agent.terminate() == 0)

            try agent.write(gateway: gateway(authority))
            try agent.write(secret: "platform", "wrong-\(Self.password)")
            try agent.start()
            try agent.waitUntil("the password is refused") {
                let state = $0.text("uplinks", "central", "state") ?? ""
                return state.contains("refused") || state.contains("authori") || state.contains("credentials")
            }
            #expect(try platform.received().isEmpty)
            #expect(agent.terminate() == 0)

            try agent.write(secret: "platform", Self.password)
            try agent.start()
            // After the restart the simulated door was closed again.
            try platform.waitUntil("the events came") { $0.count >= 2 }
            #expect(try platform.received().map(\.state) == ["raised", "cleared"])
            let shown = try agent.command(["status", "--format", "json"]).output + agent.command(["show"]).output
            #expect(shown.contains("central"))
            #expect(!(shown + agent.log).contains(Self.password))
            #expect(agent.terminate() == 0)
        }

        @Test("a certificate authority that is put in its place while the gateway runs is used")
        func lateAuthority() throws {
            let authority = try CertificateAuthority()
            let server = try authority.issue("server", names: "DNS:localhost,IP:127.0.0.1")
            let client = try authority.issue("gateway", names: "DNS:gateway")
            let port = LoopbackPort.free()
            let platform = try Platform(broker: try Self.broker(authority, server, port))
            let place = platform.broker.directory + "/later.pem"
            let agent = try AgentProcess(
                gateway: Files.gateway(
                    local: nil, upstream: port,
                    upstreamOptions: ", ca: \(place), cert: \(client.certificate), key: \(client.key), "
                        + "username: gateway, password: !secret platform"
                ).replacing("mqtt://", with: "mqtts://"), devices: ["door": Offline.door],
                secrets: ["platform": Self.password])
            try agent.start()
            try agent.waitUntil("the status names the file") {
                $0.text("uplinks", "central", "state")?.contains("later.pem") == true
            }
            try agent.simulate("DOOR", true)
            try FileManager.default.copyItem(atPath: authority.certificate, toPath: place)
            try platform.waitUntil("the event came") { $0.count >= 1 }
            #expect(agent.terminate() == 0)
        }

        /// One listener for the subscriber of the test, one with everything.
        private static func broker(
            _ authority: CertificateAuthority, _ server: (certificate: String, key: String), _ port: UInt16
        ) throws -> MosquittoBroker {
            let directory = TemporaryDirectory("weir-mosquitto")
            let file = directory.path + "/passwords"
            let maker = try ChildProcess(["/usr/bin/mosquitto_passwd", "-b", "-c", file, "gateway", password])
            guard maker.wait() == 0 else { throw Failure("mosquitto_passwd failed") }
            return try MosquittoBroker(
                configuration: """
                    per_listener_settings true
                    listener {port} 127.0.0.1
                    allow_anonymous true
                    listener \(port) 127.0.0.1
                    allow_anonymous false
                    password_file \(file)
                    cafile \(authority.certificate)
                    certfile \(server.certificate)
                    keyfile \(server.key)
                    require_certificate true
                    """, directory: directory)
        }
    }
}
