import TestSupport
import Testing

extension EndToEnd {
    /// The way of a reading: from a sensor to an actuator and to the platform.
    @Suite struct Journey {
        @Test("a reading over its limit moves the actuator and tells the platform")
        func overheating() throws {
            let local = try MosquittoBroker()
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port, send: "[events, commands]"),
                devices: ["pump": try Files.pump()])
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.subscribe("plant/+/cmd")
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            try eventually("the motors are told to be safe") { plant.messageCount >= 2 }
            #expect(plant.messages(on: "plant/pump-7/cmd") == ["OFF"])
            #expect(plant.messages(on: "plant/pump-8/cmd") == ["OFF"])

            // Pump 7 is hot from 85 on, its override says.
            try publish(plant, temperature: 84)
            try agent.waitUntil("the motor is let go") { $0.actuator("pump-7", "motor") == true }
            try publish(plant, temperature: 90)
            try agent.waitUntil("overheating is raised") { $0.raised("pump-7") == ["overheating"] }
            #expect(try agent.status().actuator("pump-7", "motor") == false)
            #expect(try agent.status().line("simulated GPIO27") == true)
            // Under the limit, but not under the end of it.
            try publish(plant, temperature: 82)
            pause(0.5)
            #expect(try agent.status().raised("pump-7") == ["overheating"])
            try publish(plant, temperature: 70)
            try agent.waitUntil("overheating is cleared") { $0.raised("pump-7").isEmpty }
            #expect(try agent.status().line("simulated GPIO27") == false)
            try eventually("the motor got all its commands") { plant.messages(on: "plant/pump-7/cmd").count >= 4 }
            #expect(plant.messages(on: "plant/pump-7/cmd") == ["OFF", "ON", "OFF", "ON"])
            #expect(plant.messages(on: "plant/pump-8/cmd") == ["OFF"])

            try platform.waitUntil("two events came") { $0.count { $0.kind == "event" } >= 2 }
            try agent.waitUntil("nothing waits") { $0.held == 0 }
            #expect(agent.terminate() == 0)
            try check(try platform.received())
        }

        private func publish(_ plant: PlainClient, temperature: Int) throws {
            let payload = #"{"temp":\#(temperature),"vib":{"rms":1.5},"state":{"on":true},"kw":3}"#
            try plant.publish("plant/pump-7/telemetry", payload)
            try plant.flush()
        }

        private func check(_ received: [Received]) throws {
            let events = received.filter { $0.kind == "event" }
            #expect(events.map(\.state) == ["raised", "cleared"])
            for event in events {
                #expect(event.topic == "weir/e2e/pump-7/event")
                #expect(event.attributes["specversion"] as? String == "1.0")
                #expect(event.attributes["source"] as? String == "weir/e2e")
                #expect(event.attributes["type"] as? String == "weir.event")
                #expect(event.attributes["subject"] as? String == "pump-7")
                #expect(event.attributes["datacontenttype"] as? String == "application/json")
                let time = try #require(event.attributes["time"] as? String)
                #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil)
                let sequence = try #require(event.attributes["sequence"] as? String)
                #expect(sequence.wholeMatch(of: /e2e\/\d+\/\d+/) != nil)
                #expect(event.id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
                #expect(event.data.contains(#""id":"\#(event.id)""#))
                #expect(event.name == "overheating")
                #expect(event.data.contains(#""severity":"critical""#))
            }
            #expect(events.first?.message == "pump-7 at 90 °C on line b")
            // The commands of the same story: motor and fan at rest, both against the heat, both at rest.
            let motor = received.filter { $0.kind == "command" && $0.data.contains(#""actuator":"motor""#) }
            #expect(motor.map { $0.data.contains(#""value":true"#) } == [true, false, true])
            #expect(Set(received.map(\.id)).count == received.count)
        }
    }
}
