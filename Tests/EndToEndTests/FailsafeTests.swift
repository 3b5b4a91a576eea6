import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Safe values without the agent.
    @Suite struct Failsafe {
        private static let motor = """
            device: "{device}"
            devices: [m1, m2]
            inputs:
              telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp}}
            rules:
              hot: {when: temperature > 80.0, set: {motor: false}}
            actuators:
              motor: {mqtt: {topic: "plant/{device}/cmd", payload: {on: RUN, off: HALT}}, safe: false, rest: true}

            """

        private static func run(_ agent: AgentProcess, _ plant: PlainClient) throws {
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            for device in ["m1", "m2"] { try plant.publish("plant/\(device)/telemetry", #"{"temp":20}"#) }
            try eventually("both motors run") { last(plant) == ["RUN", "RUN"] }
        }

        private static func last(_ plant: PlainClient) -> [String?] {
            ["m1", "m2"].map { plant.messages(on: "plant/\($0)/cmd").last }
        }

        @Test("after a crash `weir failsafe` sends the safe commands, and says when it cannot")
        func afterCrash() throws {
            let local = try MosquittoBroker()
            let agent = try AgentProcess(gateway: Files.gateway(local: local.port), devices: ["motor": Self.motor])
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.subscribe("plant/+/cmd")
            try Self.run(agent, plant)
            agent.kill()
            #expect(Self.last(plant) == ["RUN", "RUN"])
            let result = try agent.command(["failsafe"])
            #expect(result.code == 0, "\(result.errors)")
            try eventually("both motors stand still") { Self.last(plant) == ["HALT", "HALT"] }
            local.terminate()
            let failure = try agent.command(["failsafe"])
            #expect(failure.code == 1)
            #expect(failure.errors.contains("not confirmed"), "\(failure.errors)")
        }

        @Test("`weir failsafe --hold` holds until `weir run` takes over, and then ends by itself")
        func handover() throws {
            let local = try MosquittoBroker()
            let agent = try AgentProcess(gateway: Files.gateway(local: local.port), devices: ["motor": Self.motor])
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.subscribe("plant/+/cmd")
            try Self.run(agent, plant)
            agent.kill()
            for isFirst in [true, false] {
                let holder = try agent.background(["failsafe", "--hold"], log: "holder.log")
                func log() -> String { AgentProcess.read(agent.directory.path + "/holder.log") }
                let holds = isFirst ? 1 : 2
                try eventually("it holds") { log().ranges(of: "holding the outputs").count == holds }
                try eventually("both motors stand still") { Self.last(plant) == ["HALT", "HALT"] }
                pause(0.5)
                #expect(holder.isRunning)
                try Self.run(agent, plant)
                try eventually("the holder ends") { !holder.isRunning }
                #expect(holder.wait() == 0)
                #expect(agent.logLines("taking the outputs over").count == holds)
                agent.kill()
            }
            // Without an agent, SIGTERM ends it.
            let holder = try agent.background(["failsafe", "--hold"], log: "holder.log")
            try eventually("both motors stand still") { Self.last(plant) == ["HALT", "HALT"] }
            holder.terminate()
            #expect(holder.wait() == 0)
        }

        @Test("`weir failsafe --hold` drives the outputs to be safe even where nothing can be written")
        func withoutStore() throws {
            let local = try MosquittoBroker()
            let agent = try AgentProcess(gateway: Files.gateway(local: local.port), devices: ["motor": Self.motor])
            // A file in the place of the store's directory: not even root can write there.
            try agent.write(secret: "file", "")
            try agent.write(
                gateway: Files.gateway(local: local.port).replacing(
                    "{store}", with: "\(agent.configuration)/secrets/file"))
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.subscribe("plant/+/cmd")
            let holder = try agent.background(["failsafe", "--hold"], log: "holder.log")
            try eventually("both motors stand still", within: 10) { Self.last(plant) == ["HALT", "HALT"] }
            holder.terminate()
            #expect(holder.wait() == 0)
        }

        /// As above, of any device that its topic names.
        private static let open = motor.replacing("devices: [m1, m2]\n", with: "")

        /// A broker that lets everybody in, and at `port` only `weir` with the password `sesame`.
        private static func guardedBroker(_ port: UInt16) throws -> MosquittoBroker {
            let directory = TemporaryDirectory("weir-mosquitto")
            let file = directory.path + "/passwords"
            let tool = try ChildProcess(["/usr/bin/mosquitto_passwd", "-b", "-c", file, "weir", "sesame"])
            try #require(tool.wait() == 0)
            return try MosquittoBroker(
                configuration: """
                    per_listener_settings true
                    listener {port} 127.0.0.1
                    allow_anonymous true
                    listener \(port) 127.0.0.1
                    allow_anonymous false
                    password_file \(file)
                    """, directory: directory)
        }

        @Test(
            "devices that came by a topic get their safe commands, with right files and with wrong ones; the list holds no password"
        )
        func admittedDevices() throws {
            let port = LoopbackPort.free()
            let local = try Self.guardedBroker(port)
            let options = ", username: weir, password: !secret broker"
            let agent = try AgentProcess(
                gateway: Files.gateway(local: port, localOptions: options), devices: ["motor": Self.open],
                secrets: ["broker": "sesame\n"])
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.subscribe("plant/+/cmd")
            for areFilesRight in [true, false] {
                try Self.run(agent, plant)
                try eventually("the devices are noted") {
                    AgentProcess.read(agent.store + "/devices.json").contains("m2")
                }
                agent.kill()
                if !areFilesRight { try agent.write(device: "motor", "nonsense: [") }
                let result = try agent.command(["failsafe", "--store", agent.store])
                #expect(result.code == 0, "\(result.errors)")
                #expect(result.errors.contains("last good") == !areFilesRight, "\(result.errors)")
                try eventually("both motors stand still") { Self.last(plant) == ["HALT", "HALT"] }
            }
            for name in ["outputs.json", "devices.json"] {
                let text = AgentProcess.read("\(agent.store)/\(name)")
                #expect(!text.isEmpty && !text.contains("sesame"), "\(text)")
                var status = stat()
                #expect(stat("\(agent.store)/\(name)", &status) == 0 && status.st_mode & 0o777 == 0o600)
            }
            // The positive control of the credentials: without them it says so, and the broker refuses it.
            try agent.write(secret: "broker", "")
            let result = try agent.command(["failsafe", "--store", agent.store])
            #expect(result.code == 1)
            #expect(result.errors.contains("without a password"), "\(result.errors)")
        }
    }
}
