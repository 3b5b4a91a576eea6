import Foundation
import TestSupport
import Testing

/// mosquitto's plugin that refuses subscriptions, where Debian puts it.
private enum DynamicSecurity {
    static let plugin = ["x86_64-linux-gnu", "aarch64-linux-gnu", "arm-linux-gnueabihf"]
        .map { "/usr/lib/\($0)/mosquitto_dynamic_security.so" }.first { FileManager.default.fileExists(atPath: $0) }
}

extension EndToEnd {
    /// A broker that lets us in, and not everywhere.
    @Suite(.enabled(if: DynamicSecurity.plugin != nil, "needs mosquitto's dynamic security plugin"))
    struct RefusedSubscription {
        /// Everybody may do everything, but subscribe below `secret`.
        private static let rules = """
            {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true, "subscribe": true,
              "unsubscribe": true},
             "clients": [], "groups": [{"groupname": "all", "roles": [{"rolename": "all"}]}],
             "roles": [{"rolename": "all", "acls": [
               {"acltype": "subscribePattern", "topic": "secret/#", "priority": 1, "allow": false}]}],
             "anonymousGroup": "all"}
            """

        private static let devices = """
            device: "{device}"
            inputs:
              open: {mqtt: "plant/{device}/open", decode: number, signal: open}
              closed: {mqtt: "secret/{device}/closed", decode: number, signal: closed}
            rules: {r: {when: open > 1.0 && closed > 1.0}}

            """

        @Test("A08: a refused subscription is shown and told once, and the others work")
        func refused() throws {
            let directory = TemporaryDirectory("weir-mosquitto")
            try Data(Self.rules.utf8).write(to: URL(filePath: directory.path + "/rules.json"))
            let local = try MosquittoBroker(
                configuration: """
                    listener {port} 127.0.0.1
                    allow_anonymous true
                    plugin \(try #require(DynamicSecurity.plugin))
                    plugin_opt_config_file {directory}/rules.json
                    """, directory: directory)
            let agent = try AgentProcess(gateway: Files.gateway(local: local.port), devices: ["devices": Self.devices])
            try agent.start()
            try agent.waitUntil("the status says degraded") { $0.text("control", "broker", "state") == "degraded" }
            let status = try agent.status()
            #expect(status.keys("control", "broker", "refused_subscriptions") == ["secret/+/closed"])
            let text = try agent.command(["status"])
            #expect(text.output.contains("degraded: subscriptions refused: secret/+/closed"), "\(text.output)")
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.publish("secret/d/closed", "5")
            try plant.publish("plant/d/open", "5")
            try agent.waitUntil("the other subscription works") { $0.integer("control", "messages", "readings") == 1 }
            // Longer than the first pause before it is asked for again.
            pause(7)
            try plant.publish("plant/d/open", "6")
            try agent.waitUntil("it still works") { $0.integer("control", "messages", "readings") == 2 }
            #expect(agent.logLines("refuses the subscription").count == 1)
            #expect(agent.logLines("local broker connected").count == 1, "the connection stays")
            #expect(agent.terminate() == 0)
        }
    }
}
