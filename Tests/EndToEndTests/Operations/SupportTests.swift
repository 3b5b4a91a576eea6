import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir support`, with words that must not get out.
    @Suite struct Support {
        private static let password = "canary-of-the-broker"
        private static let key = "canary-line-of-a-key"

        private struct Scene {
            let broker: MosquittoBroker
            let agent: AgentProcess

            init() throws {
                broker = try MosquittoBroker(configuration: Platform.openBroker)
                agent = try AgentProcess(
                    gateway: """
                        gateway: g
                        mqtt: {local: {url: "mqtt://127.0.0.1:\(broker.port)", username: weir, password: !secret broker}}
                        store: {path: {store}}

                        """,
                    devices: ["thermometer": Files.thermometer],
                    secrets: [
                        "broker": Support.password, "key": "-----BEGIN KEY-----\n\(Support.key)\n-----END KEY-----\n",
                    ])
                try agent.start()
                try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            }

            /// All texts of a bundle, one after the other.
            func bundle(_ arguments: String...) throws -> String {
                let file = agent.directory.file("bundle-\(arguments.count).tar")
                let answer = try agent.command(["support", file] + arguments)
                try #require(answer.code == 0, "\(answer.errors)")
                return try agent.script("tar -xOf '\(file)'").output
            }
        }

        @Test("a support bundle tells how the gateway is, and no secret")
        func bundle() throws {
            let scene = try Scene()
            let text = try scene.bundle()
            for part in ["weir 0.", "PRETTY_NAME", "gateway: \"g\"", "weir_up 1", "\"broker\"", "username: \"weir\""] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(!text.contains(Support.password))
        }

        @Test("what a secret's file holds is taken out wherever it stands, and an address loses its password")
        func written() throws {
            let scene = try Scene()
            // A file that is wrong, and shown with its line.
            try scene.agent.write(
                device: "broken",
                "device: broken\n\(Support.password): 1\n\(Support.key): \"mqtt://u:canary-in-an-address@h\"\n")
            let text = try scene.bundle()
            #expect(text.contains("unknown key"))
            #expect(text.contains("***"))
            #expect(!text.contains("canary"))
        }

        @Test("what sensors said stays out, unless it is asked for")
        func readings() throws {
            let scene = try Scene()
            let sensor = try PlainClient(port: scene.broker.port, identifier: "sensor")
            try sensor.publish("plant/d0/telemetry", #"{"temp":41.2345,"n":1}"#)
            try scene.agent.waitUntil("the reading is there") { $0.integer("control", "messages", "readings") == 1 }
            #expect(!(try scene.bundle().contains("41.2345")))
            // The positive control.
            #expect(try scene.bundle("--readings").contains("41.2345"))
        }
    }
}
