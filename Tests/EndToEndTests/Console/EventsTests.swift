import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir events -f`: what happens, as it happens.
    @Suite struct FollowedEvents {
        /// A following command beside the gateway, and what it has said.
        private struct Follower {
            let process: ChildProcess
            let path: String

            init(_ scene: ConsoleScene, _ arguments: String..., log: String) throws {
                process = try scene.agent.background(["events", "-f"] + arguments, log: log)
                path = "\(scene.agent.directory.path)/\(log)"
            }

            var lines: [String] { AgentProcess.read(path).split(separator: "\n").map(String.init) }

            func wait(_ why: String, until isRight: ([String]) -> Bool) throws {
                let limit = MonotonicClock.milliseconds() + 20_000
                while !isRight(lines) {
                    try #require(MonotonicClock.milliseconds() < limit, "\(why): \(lines)")
                    usleep(10_000)
                }
            }
        }

        @Test("what happened comes first, then what happens, once each, until the gateway ends")
        func following() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 90)
            try scene.introduce("pump-8", temperature: 20)
            try scene.wait("/api/v1/records", "pump-7 is hot") { $0.contains(#""name":"hot""#) }
            let all = try Follower(scene, "--format", "json", log: "all")
            let one = try Follower(scene, "--device", "pump-8", log: "one")
            try all.wait("what happened") { $0.contains { $0.contains("pump-7") && $0.contains("raised") } }
            // Nobody says from when on it is followed.
            let limit = MonotonicClock.milliseconds() + 20_000
            func lacks(_ follower: Follower, _ device: String) -> Bool {
                !follower.lines.contains { $0.contains(device) && $0.contains("cleared") }
            }
            var temperature = 20.0
            while lacks(one, "pump-8") || lacks(all, "pump-7") {
                try #require(MonotonicClock.milliseconds() < limit, "\(one.lines) \(all.lines)")
                for pump in ["pump-7", "pump-8"] { try scene.publish(pump, temperature: temperature) }
                temperature = temperature > 50 ? 20 : 90
                usleep(50_000)
            }
            #expect(one.lines.allSatisfy { $0.contains("pump-8") && !$0.contains("\u{1B}") }, "\(one.lines)")
            let identifiers = try all.lines.filter { $0.hasPrefix("{") }.compactMap {
                try JSONShape.parse($0)["id"] as? String
            }
            #expect(identifiers.count > 3 && Set(identifiers).count == identifiers.count)

            #expect(scene.agent.terminate() == 0)
            try all.wait("it tells of the end") { $0.last == "the gateway has ended" }
            #expect(all.process.wait() == 0 && one.process.wait() == 0)
        }

        @Test("one who begins amid what happens misses nothing between what was and what comes, and sees nothing twice")
        func beginning() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 20)
            let whole = try Follower(scene, "--format", "json", log: "whole")
            var later: [Follower] = []
            for round in 0..<400 {
                if round > 0, round % 80 == 0 {
                    later.append(try Follower(scene, "--format", "json", log: "later-\(round)"))
                }
                try scene.publish("pump-7", temperature: round % 2 == 0 ? 90 : 20)
                usleep(2000)
            }
            try scene.publish("pump-7", temperature: 110)
            let isLast = { (lines: [String]) in lines.contains { $0.contains(#""name":"stopped""#) } }
            for follower in [whole] + later { try follower.wait("the last comes", until: isLast) }
            #expect(scene.agent.terminate() == 0)
            for follower in [whole] + later { #expect(follower.process.wait() == 0) }
            let all = whole.lines.filter { $0.hasPrefix("{") }
            #expect(all.count > 800 && !all.contains { $0.contains(#""lost""#) }, "\(all.count)")
            for follower in later {
                let lines = follower.lines.filter { $0.hasPrefix("{") }
                #expect(lines.count > 3 && lines == Array(all.suffix(lines.count)), "\(lines.prefix(3))")
            }
        }

        @Test("a page that lost the connection goes on after the record it heard last")
        func resumption() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 20)
            try scene.publish("pump-7", temperature: 90)
            try scene.wait("/api/v1/records", "pump-7 is hot") { $0.contains(#""name":"hot""#) }
            let before = try records(scene, "?since=oldest", until: #""actuator":"fan""#)
            #expect(before.count > 1 && before.allSatisfy { $0.mark != nil }, "\(before)")
            #expect(Set(before.map(\.mark)).count == before.count)
            // What happens while nobody is connected.
            for temperature in [20.0, 90, 110] { try scene.publish("pump-7", temperature: temperature) }
            try scene.wait("/api/v1/records", "pump-7 has stopped") { $0.contains(#""name":"stopped""#) }
            let all = try records(scene, "?since=oldest", until: #""name":"stopped""#)
            for (index, record) in before.enumerated() {
                let mark = try #require(record.mark)
                let rest = try records(scene, "?since=oldest", last: mark, until: #""name":"stopped""#)
                #expect(rest == Array(all.dropFirst(index + 1)), "after \(record)")
            }
            // The mark outlives the process.
            #expect(scene.agent.terminate() == 0)
            try scene.agent.start()
            let mark = try #require(before.last?.mark)
            #expect(
                try records(scene, "?since=\(mark)", until: #""name":"stopped""#).prefix(all.count - before.count)
                    == all.dropFirst(before.count))
            let forgotten = try text(scene, "?since=0123", until: #""name":"stopped""#)
            #expect(forgotten.contains("event: gap\n") && forgotten.contains(before[0].json))
        }

        private struct Record: Equatable {
            var mark: String?
            var json: String
        }

        /// What a page hears of a stream up to a text.
        /// - Parameter last: sent as a browser does that connects again.
        private func text(_ scene: ConsoleScene, _ query: String, last: String? = nil, until wanted: String) throws
            -> String
        {
            let client = try #require(WebClient(port: scene.port))
            let header = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
            client.send("GET /api/v1/stream\(query) HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n")
            _ = try #require(client.text(until: wanted), "\(query)")
            // The state follows what is remembered.
            let text = try #require(client.text(until: "event: status"))
            // Sizes of chunks stand on lines of their own.
            return text.replacing("\r\n", with: "\n")
        }

        private func records(
            _ scene: ConsoleScene, _ query: String, last: String? = nil, until wanted: String
        ) throws -> [Record] {
            try text(scene, query, last: last, until: wanted).components(separatedBy: "\n\n").compactMap { part in
                let lines = part.split(separator: "\n")
                guard lines.contains("event: record"), let data = lines.first(where: { $0.hasPrefix("data: ") }) else {
                    return nil
                }
                let mark = lines.first { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
                return Record(mark: mark, json: String(data.dropFirst(6)))
            }
        }
    }
}
