import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Commands from upstream, over real brokers.
    @Suite struct RemoteCommands {
        private static let pump = """
            device: pump
            inputs: {t: {mqtt: pump/t, decode: number, signal: t}}
            rules: {hot: {when: t > 80.0, set: {motor: false}, priority: 2}}
            actuators: {motor: {mqtt: {topic: pump/motor}, safe: false, rest: false}}

            """

        private let local: MosquittoBroker
        private let upstream: MosquittoBroker
        private let plant: PlainClient
        private let platform: PlainClient

        init() throws {
            local = try MosquittoBroker()
            upstream = try MosquittoBroker()
            plant = try PlainClient(port: local.port, identifier: "plant")
            platform = try PlainClient(port: upstream.port, identifier: "platform")
            try plant.subscribe("pump/motor")
            try platform.subscribe("weir/e2e/result")
        }

        private func agent(commands: Bool) throws -> AgentProcess {
            try AgentProcess(
                gateway: Files.gateway(
                    local: local.port, upstream: upstream.port, extra: commands ? "    commands: {max: 1h}\n" : ""),
                devices: ["pump": Self.pump])
        }

        private func send(_ id: String, _ value: Bool, seconds: Double = 600, retain: Bool = false) throws {
            let expires = Int64((Date().timeIntervalSince1970 + seconds) * 1000)
            try platform.publish(
                "weir/e2e/command",
                #"{"id":"\#(id)","device":"pump","actuator":"motor","value":\#(value),"expires":\#(expires)}"#,
                retain: retain)
            try platform.flush()
        }

        private var answers: [String] { platform.messages(on: "weir/e2e/result") }

        private func wait(for answer: String) throws {
            try eventually("the answer \(answer); there is \(answers)") { answers.contains(answer) }
        }

        private func start(_ agent: AgentProcess) throws {
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            try plant.publish("pump/t", "20")
            try plant.flush()
            try agent.waitUntil("the temperature is known") { $0.integer("control", "messages", "readings") > 0 }
        }

        @Test("S9: a command moves its actuator once, over a kill too; an expired and a kept one never do")
        func once() throws {
            let agent = try agent(commands: true)
            try start(agent)
            try send("one", true)
            try wait(for: #"{"id":"one","ok":true}"#)
            try eventually("the motor runs") { plant.messages(on: "pump/motor").last == "ON" }
            try send("one", true)
            try wait(for: #"{"id":"one","ok":false,"reason":"repeated"}"#)
            try send("late", true, seconds: -1)
            try wait(for: #"{"id":"late","ok":false,"reason":"expired"}"#)
            try plant.publish("pump/t", "90")
            try eventually("a rule of more right stops it") { plant.messages(on: "pump/motor").last == "OFF" }
            try send("two", true)
            try wait(for: #"{"id":"two","ok":false,"reason":"hot has priority 2"}"#)
            // Kept by the broker, and so given to the gateway again when it is back.
            try send("kept", true, retain: true)
            agent.kill()
            try start(agent)
            try wait(for: #"{"id":"kept","ok":false,"reason":"retained"}"#)
            let before = answers.count
            try send("one", true)
            try eventually("an answer") { answers.count > before }
            #expect(answers.last == #"{"id":"one","ok":false,"reason":"repeated"}"#)
            #expect(agent.terminate() == 0)
            let audit = agent.log
            #expect(audit.contains("command one from central: pump.motor on until"))
            #expect(audit.contains("taken"))
            #expect(audit.contains("refused, expired"))
        }

        @Test("without 'commands' nothing is taken from upstream")
        func off() throws {
            let agent = try agent(commands: false)
            try start(agent)
            try send("one", true)
            try send("two", true)
            pause(1)
            #expect(answers == [])
            #expect(plant.messages(on: "pump/motor").contains("ON") == false)
            #expect(agent.terminate() == 0)
        }
    }
}
