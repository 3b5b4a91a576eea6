import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// How rules and scores stand, for people.
    @Suite struct ConsoleState {
        private static let pump = """
            device: "{device}"
            inputs: {telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp}}}
            scores: {odd: {detect: ewma, of: temperature, warmup: 50}}
            rules:
              warm: {when: temperature > 50.0, cooldown: 1h, severity: minor}
              strange: {when: odd >= 1.0, severity: major}

            """

        private static func device(_ scene: ConsoleScene) throws -> [String: Any] {
            try JSONShape.parse(scene.ask("/api/v1/devices/pump-7").body)
        }

        private static func part(_ device: [String: Any], _ kind: String, _ name: String) throws -> [String: Any] {
            try #require((device[kind] as? [[String: Any]])?.first { $0["name"] as? String == name })
        }

        @Test(
            "a score that learns, a rule that cools down, and how severe what is raised is: over HTTP and in the status"
        )
        func states() throws {
            let scene = try ConsoleScene(pump: Self.pump)
            try scene.introduce("pump-7", temperature: 20)
            let learning = try Self.part(Self.device(scene), "signals", "odd")
            #expect(learning["kind"] as? String == "score" && learning["learning"] as? Bool == true, "\(learning)")
            #expect(learning["value"] == nil)
            #expect(try scene.agent.command(["status"]).output.contains("| learning odd"))

            for temperature in (0..<60).map({ 20 + Double($0 % 3) / 10 }) {
                try scene.publish("pump-7", temperature: temperature)
            }
            try scene.wait("/api/v1/devices/pump-7", "it has learned") { !$0.contains(#""learning":true"#) }
            #expect(try Self.part(Self.device(scene), "signals", "odd")["value"] is Double)
            for _ in 0..<5 { try scene.publish("pump-7", temperature: 90) }
            try scene.wait("/api/v1/devices", "both are raised") { $0.contains(#""raised":["warm","strange"]"#) }
            let odd = try Self.part(Self.device(scene), "signals", "odd")
            let reason = try #require(odd["explanation"] as? [String: Any], "\(odd)")
            #expect(reason["signal"] as? String == "temperature", "\(reason)")
            let since = try #require(reason["since"] as? String)
            let told = try scene.agent.command(["status"]).output
            #expect(told.contains("  pump-7.odd is ") && told.contains(": temperature is "), "\(told)")
            #expect(told.contains(" apart, since \(since)\n"), "which signal, how far, since when: \(told)")
            let list = try JSONShape.parse(scene.ask("/api/v1/devices").body)
            let short = try #require((list["devices"] as? [[String: Any]])?.first)
            #expect(short["severities"] as? [String: String] == ["warm": "minor", "strange": "major"])
            try scene.publish("pump-7", temperature: 20)
            try scene.wait("/api/v1/devices/pump-7", "warm is over") { $0.contains(#""state":"cleared""#) }
            let warm = try Self.part(Self.device(scene), "rules", "warm")
            let end = try #require(warm["cooling_until"] as? Int, "\(warm)")
            let raised = try #require(JSONShape.find(warm, "last", "time") as? Int)
            #expect(end == raised + 3_600_000, "an hour after its raising")
            #expect(try Self.part(Self.device(scene), "rules", "strange")["cooling_until"] == nil)
            let text = try scene.agent.command(["status"]).output
            #expect(text.contains("| cools down warm until "), "\(text)")
            #expect(text.contains("RAISED strange (major)"), "\(text)")
        }
    }
}
