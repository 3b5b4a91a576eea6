import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What the console shows after a restart.
    @Suite struct ConsoleRestart {
        private static func rule(_ scene: ConsoleScene, _ name: String) throws -> [String: Any] {
            let device = try JSONShape.parse(scene.ask("/api/v1/devices/pump-7").body)
            let rules = device["rules"] as? [[String: Any]] ?? []
            return try #require(rules.first { $0["name"] as? String == name })
        }

        @Test(
            "what happened, a rule's last match and since when it is cleared outlive the process",
            arguments: [true, false])
        func outlives(isKilled: Bool) throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 90)
            try scene.publish("pump-7", temperature: 20)
            try scene.wait("/api/v1/records", "hot comes and goes") { $0.contains(#""state":"cleared""#) }
            // Stored, not only said.
            try scene.agent.waitUntil("the records wait for the uplink") { $0.held == 2 }
            let records = try scene.ask("/api/v1/records").body
            let before = try Self.rule(scene, "hot")
            let last = try #require(before["last"] as? NSDictionary)
            #expect(before["state"] as? String == "cleared" && before["since"] is Int, "\(before)")
            if isKilled { scene.agent.kill() } else { #expect(scene.agent.terminate() == 0) }
            try scene.agent.start()
            try scene.agent.waitUntil("the broker is connected") { $0.isLocalConnected }
            try scene.wait("/api/v1/devices/pump-7", "the device is back") { $0.contains(#""name":"hot""#) }
            #expect(try scene.ask("/api/v1/records").body.hasPrefix(records.dropLast()), "and no more before them")
            let after = try Self.rule(scene, "hot")
            #expect(after["last"] as? NSDictionary == last)
            #expect(after["since"] as? Int == before["since"] as? Int)
        }
    }
}
