import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
    /// What a record followed from, asked of a gateway that runs and of one that does not.
    @Suite struct Why {
        private static let pump = """
            device: "{device}"
            inputs: {telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp, door: door}}}
            parameters: {warm: 80.0}
            signals: {temperature: {unit: Cel}}
            derive: {excess: "temperature - warm"}
            rules:
              hot:
                when: excess > 0.0 && max(temperature, 10m) > 95.0
                for: 300ms
                set: {fan: true}
              opened: {when: becomes(door), severity: warning}
              silent: {heartbeat: telemetry, within: 2s}
            actuators:
              fan: {mqtt: {topic: "plant/{device}/fan"}, safe: false, interlock: temperature < 150.0}

            """

        private struct Scene {
            let console: ConsoleScene

            var agent: AgentProcess { console.agent }
            var port: UInt16 { console.port }

            init() throws {
                console = try ConsoleScene(pump: Why.pump)
            }

            func publish(_ temperature: Double, door: Bool = false) throws {
                try console.publish("pump-7", temperature: temperature, more: #","door":\#(door)"#)
            }

            func introduce(_ temperature: Double) throws {
                try console.introduce("pump-7", temperature: temperature)
            }

            /// The first record like this, waited for.
            func record(_ parts: [String], while busy: () throws -> Void = {}) throws -> [String: Any] {
                let limit = MonotonicClock.milliseconds() + 20_000
                while true {
                    let answer = WebClient.ask(port, "GET", "/api/v1/records")?.body ?? "[]"
                    let all = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [[String: Any]] ?? []
                    let found = all.first { record in
                        parts.allSatisfy { part in record.values.contains { "\($0)" == part } }
                    }
                    if let found { return found }
                    try #require(MonotonicClock.milliseconds() < limit, "no \(parts): \(answer)")
                    try busy()
                    usleep(20_000)
                }
            }

            func why(_ words: String...) throws -> [String: Any] {
                let answer = try agent.command(["why", "--format", "json"] + words)
                return try #require(
                    JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any], "\(answer)")
            }
        }

        @Test("an event is explained by its readings, its rule, its window and its timer, running or not")
        func event() throws {
            let scene = try Scene()
            try scene.introduce(99)
            let event = try scene.record(["hot", "raised"]) { try scene.publish(85) }
            let id = try #require(event["id"] as? String)
            let live = try scene.why(id)
            #expect(live["found"] as? Bool == true)
            #expect((live["record"] as? [String: Any])?["id"] as? String == id)
            #expect(live["by"] as? String == "time", "the time of 'for' was over: \(live)")
            let rule = try #require((live["rules"] as? [[String: Any]])?.first)
            #expect(
                (rule["written"] as? String)?.contains("when: excess > 0.0 && max(temperature, 10m) > 95.0") == true)
            #expect((rule["place"] as? String)?.hasPrefix("devices/pump.yaml:") == true)
            #expect((rule["conditions"] as? [[String: Any]])?.first?["holds"] as? Bool == true)
            let timer = try #require((rule["timers"] as? [[String: Any]])?.first)
            #expect(timer["role"] as? String == "for" && timer["ms"] as? Int == 300)
            #expect(timer["due"] as? Int == event["time"] as? Int)
            let values = try #require(rule["values"] as? [[String: Any]])
            #expect(Set(values.compactMap { $0["name"] as? String }) == ["temperature", "warm", "excess"])
            let temperature = try #require(values.first { $0["name"] as? String == "temperature" })
            let readings = try #require(temperature["readings"] as? [[String: Any]])
            #expect(readings.last?["value"] as? Double == temperature["value"] as? Double)
            #expect(readings.allSatisfy { $0["input"] as? String == "telemetry" })
            let window = try #require((rule["windows"] as? [[String: Any]])?.first)
            #expect(window["name"] as? String == "max(temperature, 10m)" && window["value"] as? Double == 99)
            #expect((window["samples"] as? [[Any]])?.count == window["count"] as? Int)

            let overHTTP = try #require(WebClient.ask(scene.port, "GET", "/api/v1/records/\(id)/why"))
            let page = try JSONSerialization.jsonObject(with: Data(overHTTP.body.utf8)) as? [String: Any]
            #expect(page?["rules"] as? NSArray == live["rules"] as? NSArray, "the same over HTTP")
            #expect(WebClient.ask(scene.port, "GET", "/api/v1/records/nothing/why")?.status == 400)

            #expect(scene.agent.terminate() == 0)
            let stopped = try scene.why(id)
            #expect(stopped["rules"] as? NSArray == live["rules"] as? NSArray, "the same from the store")
            let text = try scene.agent.command(["why", id])
            #expect(text.code == 0 && text.output.contains("for 300ms, since") && !text.output.contains("\u{1B}"))
            let unknown = try scene.agent.command(["why", String(repeating: "0", count: 32)])
            #expect(unknown.code == 1 && unknown.errors.contains("does not bring it about"), "\(unknown)")
            #expect(try scene.agent.command(["why", "nobody.nothing"]).code == 2)
        }

        @Test("what is true for an instant only, and what did not come, is explained as it was then")
        func instants() throws {
            let scene = try Scene()
            try scene.introduce(20)
            let opened = try scene.record(["opened", "raised"]) {
                try scene.publish(20)
                try scene.publish(20, door: true)
            }
            let edge = try scene.why(try #require(opened["id"] as? String))
            #expect(edge["by"] as? String == "reading" && edge["input"] as? String == "telemetry")
            let conditions = try #require((edge["rules"] as? [[String: Any]])?.first?["conditions"] as? [[String: Any]])
            #expect(conditions.first?["holds"] as? Bool == true, "at that moment it was")
            // Nothing more comes: the journal ends before what its silence brings about.
            _ = try scene.record(["silent", "raised"])
            let silence = try scene.why("pump-7.silent")
            #expect(silence["by"] as? String == "time")
            let timer = ((silence["rules"] as? [[String: Any]])?.first?["timers"] as? [[String: Any]])?.first
            #expect(timer?["role"] as? String == "within" && timer?["ms"] as? Int == 2000, "\(silence)")
        }

        @Test("a suppression is explained by its winner, the claims and the guards")
        func suppression() throws {
            let scene = try Scene()
            try scene.introduce(20)
            #expect(try scene.agent.command(["set", "pump-7.fan", "false", "--for", "1m"]).code == 0)
            _ = try scene.record(["suppressed", "manual"]) { try scene.publish(99) }
            let why = try scene.why("pump-7.fan")
            #expect((why["record"] as? [String: Any])?["reason"] as? String == "manual", "\(why)")
            let actuator = try #require(why["actuator"] as? [String: Any])
            #expect(actuator["winner"] as? String == "manual")
            let claims = try #require(actuator["claims"] as? [[String: Any]])
            #expect(Set(claims.compactMap { $0["name"] as? String }) == ["manual", "hot"])
            #expect((actuator["guards"] as? [String: Any])?["interlock"] as? Bool == true)
            #expect((why["rules"] as? [[String: Any]])?.first?["name"] as? String == "hot")
        }

        @Test("the last hour is drawn from the journal: the least and the greatest of each part, derived values too")
        func history() throws {
            let scene = try Scene()
            try scene.introduce(99)
            _ = try scene.record(["hot", "raised"]) { try scene.publish(85) }
            let answer = try #require(
                WebClient.ask(scene.port, "GET", "/api/v1/devices/pump-7/history?minutes=60&columns=2"))
            let history = try #require(
                JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any], "\(answer)")
            func columns(_ name: String) -> [[Double]] {
                let signals = history["signals"] as? [[String: Any]] ?? []
                return signals.first { $0["name"] as? String == name }?["columns"] as? [[Double]] ?? []
            }
            #expect(columns("temperature").map { $0[1] }.min() == 85)
            #expect(columns("temperature").map { $0[2] }.max() == 99)
            #expect(columns("excess").map { $0[2] }.max() == 19)
            #expect(columns("temperature").count <= 3, "\(columns("temperature"))")
            let records = try #require(history["records"] as? [[String: Any]])
            #expect(records.contains { $0["name"] as? String == "hot" && $0["state"] as? String == "raised" })
            #expect(WebClient.ask(scene.port, "GET", "/api/v1/devices/pump-7/history?minutes=0")?.status == 400)
        }
    }
}
