import TestSupport
import Testing

extension EndToEnd {
    /// Hardware that is simulated says so everywhere it shows.
    @Suite struct SimulatedHardware {
        private static let gate = """
            device: gate
            inputs:
              contact: {gpio: {chip: simulated, line: DOOR}, signal: door_open}
              typed: {mqtt: gate/typed, signals: {wish: wish}}
            rules:
              opened: {when: door_open, set: {lamp: true}}
              wished: {when: wish, set: {horn: true}}
            actuators:
              lamp: {gpio: {chip: simulated, line: LAMP}, safe: false}
              horn: {mqtt: {topic: gate/horn}, safe: false}

            """

        @Test("what is simulated is called so: doctor, log, status, lines, interface, page and failsafe")
        func everywhere() throws {
            let port = LoopbackPort.free()
            let agent = try AgentProcess(
                gateway: "gateway: g\nstore: {path: {store}}\nconsole: {listen: \"127.0.0.1:\(port)\"}\n"
                    + "mqtt: {local: {url: \"mqtt://127.0.0.1:\(LoopbackPort.free())\"}}\n",
                devices: ["gate": Self.gate])
            try agent.start()

            for name in ["door_open is simulated: there is no hardware behind line DOOR", "lamp is simulated"] {
                #expect(agent.log.contains("gate.\(name)"))
            }
            #expect(!agent.log.contains("horn is simulated"), "the control")

            let doctor = try agent.command(["doctor"]).output
            for line in ["gate.door_open is simulated", "gate.lamp is simulated"] {
                #expect(doctor.split(separator: "\n").contains { $0.hasPrefix("warning  gpio") && $0.contains(line) })
            }

            let status = try agent.command(["status"]).output
            #expect(status.contains("line simulated DOOR input off (simulated)"))
            #expect(status.contains("line simulated LAMP output off (simulated)"))
            #expect(status.contains("door_open false (simulated)"))
            #expect(status.contains("lamp off (simulated)") && status.contains("horn off\n"))
            #expect(try agent.command(["simulate", "DOOR", "1"]).code == 0)
            #expect(try agent.command(["status"]).output.contains("gate.lamp (simulated) on by opened"))

            let names = #""simulated":["door_open","lamp"]"#
            #expect(WebClient.ask(port, "GET", "/api/v1/devices")?.body.contains(names) == true)
            #expect(WebClient.ask(port, "GET", "/api/v1/devices/gate")?.body.contains(names) == true)
            #expect(WebClient.ask(port, "GET", "/dashboard.js")?.body.contains("(simulated)") == true)

            #expect(agent.terminate() == 0)
            let failsafe = try agent.command(["failsafe"])
            let said = failsafe.output + failsafe.errors
            #expect(said.contains("gate.lamp is simulated: there is no hardware to be off"), "\(said)")
        }
    }
}
