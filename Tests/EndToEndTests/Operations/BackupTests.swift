import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir backup` and `weir restore`.
    @Suite struct Backup {
        private struct Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let sensors: PlainClient

            /// 20 alarms wait for a platform that is not there.
            init() throws {
                local = try MosquittoBroker(configuration: Platform.openBroker)
                platform = try Platform()
                platform.stop()
                agent = try AgentProcess(
                    gateway: Files.gateway(local: local.port, upstream: platform.broker.port, send: "[events]"),
                    devices: ["thermometer": Files.thermometer])
                try agent.start()
                try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
                sensors = try PlainClient(port: local.port, identifier: "sensors")
                try Campaign(devices: 2, readingsPerDevice: 10, nameless: 0).publish(sensors)
                try agent.waitUntil("all wait") { $0.held == 20 }
            }

            /// The ids of what waits.
            func waiting() throws -> Set<String> {
                let answer = try agent.command(["queue", "export", "--destination", "central"])
                #expect(answer.code == 0, "\(answer.errors)")
                let ids = try answer.output.split(separator: "\n").map {
                    let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                    return (object?["data"] as? [String: Any])?["id"] as? String ?? "?"
                }
                return Set(ids)
            }

            func file(_ name: String) -> String { agent.directory.file(name) }
        }

        @Test("a backup made while it runs brings back all that was acknowledged before, and nothing later")
        func roundTrip() throws {
            let scene = try Scene()
            let before = try scene.waiting()
            let made = try scene.agent.command(["backup", scene.file("store.tar")])
            try #require(made.code == 0, "\(made.errors)")
            var status = stat()
            #expect(stat(scene.file("store.tar"), &status) == 0 && status.st_mode & 0o777 == 0o600)

            try Campaign(devices: 3, readingsPerDevice: 10, nameless: 0).publish(scene.sensors)
            try scene.agent.waitUntil("more waits") { $0.held > 20 }
            let refused = try scene.agent.command(["restore", scene.file("store.tar")])
            #expect(refused.code == 1 && refused.errors.contains("stop it first"))
            let later = try scene.waiting()
            #expect(later.isStrictSuperset(of: before))

            #expect(scene.agent.terminate() == 0)
            let restored = try scene.agent.command(["restore", scene.file("store.tar")])
            try #require(restored.code == 0, "\(restored.errors)")
            #expect(try scene.waiting() == before)
            // The one that was there is whole: it can be put back.
            let aside = try #require(
                FileManager.default.contentsOfDirectory(atPath: scene.agent.store).first {
                    $0.hasPrefix("before-restore-")
                })
            #expect(access("\(scene.agent.store)/\(aside)/weir.db", R_OK) == 0)
            try scene.agent.start()
            #expect(try scene.waiting() == before)
        }

        @Test("a backup made under load is a state that the store once had")
        func underLoad() throws {
            let scene = try Scene()
            let total = 10_000
            let lines = (0..<total).map { "{\"temp\":\($0 % 2 == 0 ? 90 : 20),\"n\":\($0)}\n" }
            try lines.joined().write(toFile: scene.file("lines"), atomically: false, encoding: .utf8)
            let publisher = try ChildProcess([
                "/bin/sh", "-c",
                "exec mosquitto_pub -p \(scene.local.port) -t plant/busy/telemetry -q 1 -l <'\(scene.file("lines"))'",
            ])
            var count = 0
            while publisher.isRunning && count < 20 {
                let made = try scene.agent.command(["backup", scene.file("\(count).tar")])
                #expect(made.code == 0, "\(made.errors)")
                count += 1
            }
            #expect(publisher.wait() == 0)
            #expect(count >= 2)
            try scene.agent.waitUntil("all wait") { $0.held == total + 20 }
            let all = try scene.waiting()
            #expect(scene.agent.terminate() == 0)
            var sizes: [Int] = []
            for number in 0..<count {
                let restored = try scene.agent.command(["restore", scene.file("\(number).tar")])
                #expect(restored.code == 0, "\(restored.errors)")
                let waiting = try scene.waiting()
                #expect(waiting.isSubset(of: all))
                sizes.append(waiting.count)
            }
            #expect(sizes == sizes.sorted() && sizes.allSatisfy { $0 >= 20 })
            #expect(Set(sizes).count > 1, "\(sizes): nothing was written meanwhile")
            try scene.agent.start()
            try scene.agent.waitUntil("the account is right") { $0.ledger("imbalance") == 0 && $0.held == sizes.last }
        }

        @Test("a backup of a killed gateway has what its log still held")
        func killed() throws {
            let scene = try Scene()
            let before = try scene.waiting()
            scene.agent.kill()
            let made = try scene.agent.command(["backup", scene.file("store.tar")])
            try #require(made.code == 0, "\(made.errors)")
            #expect(try scene.agent.command(["restore", scene.file("store.tar")]).code == 0)
            #expect(try scene.waiting() == before)
        }

        @Test("a restored store counts its records under an epoch of its own")
        func epoch() throws {
            let scene = try Scene()
            #expect(scene.agent.terminate() == 0)
            #expect(try scene.agent.command(["backup", scene.file("store.tar")]).code == 0)
            func epoch() throws -> Substring {
                let known = try scene.platform.received().count
                try scene.platform.start()
                try scene.agent.start()
                try scene.platform.waitUntil("all is sent") { $0.count == known + 20 }
                #expect(scene.agent.terminate() == 0)
                scene.platform.stop()
                let sequence = try scene.platform.received().last?.attributes["sequence"] as? String
                return try #require(sequence?.split(separator: "/").dropFirst().first)
            }
            let first = try epoch()
            #expect(try scene.agent.command(["restore", scene.file("store.tar")]).code == 0)
            #expect(try epoch() != first)
        }

        @Test("a backup with a flipped bit is refused, and the store stays as it was")
        func damaged() throws {
            let scene = try Scene()
            #expect(try scene.agent.command(["backup", scene.file("store.tar")]).code == 0)
            let before = try scene.waiting()
            #expect(scene.agent.terminate() == 0)
            let whole = try Data(contentsOf: URL(fileURLWithPath: scene.file("store.tar")))
            let database = try #require(whole.firstRange(of: Data("SQLite format 3".utf8))).lowerBound
            for offset in [database + 1500, database + 4000] {
                var damaged = whole
                damaged[offset] ^= 0x10
                try damaged.write(to: URL(fileURLWithPath: scene.file("damaged.tar")))
                let answer = try scene.agent.command(["restore", scene.file("damaged.tar")])
                #expect(answer.code == 1 && answer.errors.contains("damaged"), "\(answer.errors)")
                #expect(try scene.waiting() == before)
            }
            try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: scene.file("short.tar")))
            #expect(try scene.agent.command(["restore", scene.file("short.tar")]).errors.contains("cut short"))
            #expect(try scene.agent.command(["restore", scene.agent.configuration + "/weir.yaml"]).code == 1)
            #expect(try scene.waiting() == before)
            // The positive control.
            #expect(try scene.agent.command(["restore", scene.file("store.tar")]).code == 0)
        }

        @Test("a file that exists is not written over, and a copy that is never ended holds nobody up")
        func refusals() throws {
            let scene = try Scene()
            #expect(try scene.agent.command(["backup", scene.file("store.tar")]).code == 0)
            let again = try scene.agent.command(["backup", scene.file("store.tar")])
            #expect(again.code == 1 && again.errors.contains("exists"))
            let begin = #"{"request":"backup","step":"begin"}"#
            #expect(scene.agent.ask(begin) == #"{"ok":true}"#)
            #expect(scene.agent.ask(begin)?.contains("another backup") == true)
            // Nobody ends it. Commits go on, and a last checkpoint is made all the same.
            try Campaign(devices: 3, readingsPerDevice: 10, nameless: 0).publish(scene.sensors)
            try scene.agent.waitUntil("more waits") { $0.held > 20 }
            let waiting = try scene.waiting()
            #expect(scene.agent.terminate() == 0)
            #expect(try scene.waiting() == waiting)
        }
    }
}
