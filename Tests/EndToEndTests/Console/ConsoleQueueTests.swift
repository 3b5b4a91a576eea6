import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What waits for the uplinks, over HTTP.
    @Suite struct ConsoleQueue {
        private static let purge = "/api/v1/queue/purge"

        private static func counts(_ scene: ConsoleScene) throws -> [String: Int] {
            let answer = try scene.ask("/api/v1/queue")
            try #require(answer.status == 200, "\(answer)")
            let rows = try JSONShape.parse(answer.body)["destinations"] as? [[String: Any]] ?? []
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["class"] as? String ?? "?", $0["count"] as? Int ?? -1) })
        }

        @Test("what waits is listed, and deleted only as it is confirmed, by somebody who may, from an own page")
        func purging() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 110)
            try scene.wait("/api/v1/queue", "an alarm and an event wait") {
                $0.contains(#""class":"alarms","count":1,"#) && $0.contains(#""class":"events","count":1,"#)
            }
            let waiting = try Self.counts(scene)
            let all = #"{"destination":"central","confirm":"central"}"#
            for body in [
                "{}", #"{"destination":"central"}"#, #"{"destination":"central","confirm":true}"#,
                #"{"destination":"central","confirm":"centra"}"#,
                #"{"destination":"central","confirm":"central","class":5}"#,
                #"{"destination":"central","confirm":"central","older_than":"soon"}"#,
            ] {
                #expect(try scene.write("POST", Self.purge, body).status == 400, "\(body)")
            }
            let unknown = try scene.write("POST", Self.purge, #"{"destination":"moon","confirm":"moon"}"#)
            #expect(unknown.status == 409 && unknown.body.contains("there are central"), "\(unknown)")
            let json = ["Content-Type": "application/json"]
            #expect(try scene.ask(Self.purge, method: "POST", headers: json, body: all).status == 401)
            let foreign = json.merging(["Origin": "http://evil.example"]) { $1 }
            #expect(
                try scene.ask(Self.purge, method: "POST", token: ConsoleScene.token, headers: foreign, body: all).status
                    == 403)
            #expect(
                try scene.ask(
                    Self.purge, method: "POST", token: ConsoleScene.token, headers: ["Content-Type": "text/plain"],
                    body: all
                ).status == 415)
            let young = try scene.write(
                "POST", Self.purge, #"{"destination":"central","confirm":"central","older_than":"1h"}"#)
            #expect(young.status == 200 && young.body.contains(#""purged":0"#), "\(young)")
            #expect(try Self.counts(scene) == waiting, "none of these deleted anything")

            let events = try scene.write(
                "POST", Self.purge, #"{"destination":"central","confirm":"central","class":"events"}"#)
            #expect(events.status == 200 && events.body.contains(#""purged":1"#), "\(events)")
            #expect(try Self.counts(scene) == ["alarms": 1])
            #expect(try scene.write("POST", Self.purge, all).body.contains(#""purged":1"#))
            #expect(try Self.counts(scene).isEmpty)
            #expect(scene.agent.log.contains("purged 1 of what waited for central"), "\(scene.agent.log)")
        }
    }
}
