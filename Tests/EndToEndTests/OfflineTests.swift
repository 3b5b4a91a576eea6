import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// No network is needed to start, to act and to keep; what comes back is used again by itself.
    @Suite struct Offline {
        /// A door contact on the simulated chip that switches a lamp, and a thermometer.
        static let door = """
            device: gate
            inputs:
              contact:
                gpio: {chip: simulated, line: DOOR}
                signal: door_open
            rules:
              opened:
                when: door_open
                severity: major
                set: {lamp: true}
            actuators:
              lamp: {gpio: {chip: simulated, line: LAMP}, safe: false}

            """

        @Test("without any broker it starts, acts on its lines and keeps the events; brokers are used when they come")
        func withoutBrokers() throws {
            let local = try MosquittoBroker()
            let platform = try Platform()
            local.terminate()
            platform.stop()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port),
                devices: ["door": Self.door, "thermometer": Files.thermometer])
            try agent.start()
            try agent.waitUntil("the status says what is missing") {
                $0.text("control", "broker", "reason") != nil && $0.text("uplinks", "central", "state") != "connecting"
            }
            var status = try agent.status()
            #expect(status.text("control", "broker", "state") == "disconnected")
            #expect(!status.isUplinkConnected)
            #expect(status.line("simulated LAMP") == false)

            let result = try agent.command(["simulate", "DOOR", "1"])
            #expect(result.code == 0)
            status = try agent.status()
            #expect(status.line("simulated LAMP") == true)
            #expect(status.raised("gate") == ["opened"])
            try agent.simulate("DOOR", false)
            try agent.waitUntil("both events wait") { $0.held == 2 }
            #expect(try agent.status().line("simulated LAMP") == false)

            try platform.start()
            try platform.waitUntil("the events came") { $0.count >= 2 }
            #expect(try platform.events("gate").map(\.state) == ["raised", "cleared"])
            try local.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            let sensors = try PlainClient(port: local.port, identifier: "sensors")
            try agent.waitUntil("readings are taken") { status in
                try sensors.publish("plant/d1/telemetry", #"{"temp":20,"n":1}"#)
                return status.integer("control", "messages", "readings") > 4
            }
            #expect(agent.terminate() == 0)
        }

        @Test("a store in a directory that does not exist yet is made, and the agent answers there")
        func newDirectory() throws {
            let gateway = "gateway: e2e\nstore: {path: {store}/a/b}\n"
            let agent = try AgentProcess(gateway: gateway, devices: ["door": Self.door])
            try agent.launch()
            let socket = agent.store + "/a/b/control.sock"
            try eventually("it answers", within: 20) {
                AgentControl.ask(#"{"request":"status"}"#, at: socket)?.contains(#""state":"running""#) == true
            }
            #expect(agent.terminate() == 0)
            #expect(agent.logLines(" error ").isEmpty)
            #expect(agent.logLines(" warning ").allSatisfy { $0.contains("is simulated: there is no hardware") })
        }
    }
}
