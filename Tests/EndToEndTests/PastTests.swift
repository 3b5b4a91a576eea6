import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Looking back: reload, record, export, replay of the journal, and what other rules would have brought.
    @Suite struct Past {
        private static func oven(limit: Int = 80, spare: String = "when: temperature > 500.0", extra: String = "")
            -> String
        {
            """
            device: "{device}"
            inputs:
              telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp}}
            rules:
              hot:
                when: temperature > \(limit).0
                until: temperature < 70.0
                severity: critical
                message: "{temperature}"
                set: {motor: false}
              slow: {when: temperature > 60.0, for: 3s, severity: major}
              spare: {\(spare)}
            \(extra)
            actuators:
              motor: {mqtt: {topic: "plant/{device}/cmd"}, safe: false, rest: true}
            summaries:
              second: {every: 1s, of: {temperature: [mean]}}

            """
        }

        private struct Scene {
            let local: MosquittoBroker
            let platform: Platform
            let agent: AgentProcess
            let plant: PlainClient

            init() throws {
                local = try MosquittoBroker()
                platform = try Platform()
                agent = try AgentProcess(
                    gateway: Files.gateway(
                        local: local.port, upstream: platform.broker.port, send: "[events, commands, summaries]"),
                    devices: ["oven": Past.oven()])
                plant = try PlainClient(port: local.port, identifier: "plant")
                try agent.start()
                try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            }

            func publish(_ temperature: Int, device: String = "o1", retain: Bool = false) throws {
                try plant.publish("plant/\(device)/telemetry", #"{"temp":\#(temperature)}"#, retain: retain)
                try plant.flush()
            }

            func raised(_ rules: String...) throws {
                try agent.waitUntil("raised: \(rules)") { $0.raised("o1").sorted() == rules }
            }

            func run(_ arguments: String..., code: Int32 = 0) throws -> (output: String, errors: String) {
                let result = try agent.command(arguments)
                #expect(result.code == code, "\(arguments): \(result.code)\n\(result.output)\n\(result.errors)")
                return (result.output, result.errors)
            }

            /// A device file that does not belong to the gateway.
            func other(_ name: String, _ text: String) throws -> String {
                let folder = agent.directory.path + "/other"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                let path = "\(folder)/\(name)"
                try Data(text.utf8).write(to: URL(filePath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                return path
            }

            /// What the platform got, in order.
            func live() throws -> [String] {
                try agent.waitUntil("nothing waits") { $0.held == 0 }
                let received = try platform.received()
                return Dictionary(received.map { ($0.sequence, $0.data) }) { first, _ in first }
                    .sorted { $0.key < $1.key }.map(\.value)
            }
        }

        private static func records(_ output: String) -> [String] {
            output.split(separator: "\n").map(String.init).filter { !$0.contains(#""kind":"suppressed""#) }
        }

        private func time(_ event: Received) throws -> Int {
            let data = try #require(event.attributes["data"] as? [String: Any])
            return try #require(data["time"] as? Int)
        }

        @Test("a reload names what changed, and leaves the holds, claims and windows of other rules as they are")
        func reload() throws {
            let scene = try Scene()
            let agent = scene.agent
            try scene.publish(90)
            try scene.raised("hot")
            // While `slow` is under way and `hot` holds the motor.
            try agent.write(
                device: "oven",
                Self.oven(spare: "when: temperature > 400.0", extra: "  more: {when: temperature < 0.0}"))
            let (output, errors) = try scene.run("reload")
            #expect(
                output == """
                    added rules of devices/oven.yaml {device}: more
                    changed rules of devices/oven.yaml {device}: spare
                    reloaded: 1 devices

                    """)
            #expect(errors.isEmpty)
            #expect(try scene.run("reload").output == "every rule and summary keeps its state\nreloaded: 1 devices\n")
            try agent.write(
                device: "oven",
                Self.oven(
                    spare: "severity: info, when: temperature > 400.0", extra: "  more: {when: temperature < 0.0}"))
            #expect(
                try scene.run("reload").output == """
                    other words of rules of devices/oven.yaml {device}: spare
                    every rule and summary keeps its state
                    reloaded: 1 devices

                    """)
            try agent.write(device: "oven", Self.oven(spare: "when: temperatur > 1.0"))
            let wrong = try scene.run("reload", code: 1)
            #expect(wrong.output.isEmpty)
            #expect(
                wrong.errors.contains("devices/oven.yaml:12:17: error: there is no 'temperatur'"), "\(wrong.errors)")
            #expect(wrong.errors.hasSuffix("error: the files are wrong, the configuration stays as it was\n"))
            try agent.write(
                device: "oven",
                Self.oven(spare: "when: temperature > 400.0", extra: "  more: {when: temperature < 0.0}"))

            try scene.raised("hot", "slow")
            #expect(try agent.status().actuator("o1", "motor") == false)
            let events = try scene.platform.events()
            let hot = try #require(events.first { $0.name == "hot" })
            try scene.platform.waitUntil("slow came") { $0.contains { $0.name == "slow" } }
            let slow = try #require(try scene.platform.events().first { $0.name == "slow" })
            #expect(try time(slow) - time(hot) == 3000)
            #expect(try scene.platform.events().map { "\($0.name) \($0.state)" } == ["hot raised", "slow raised"])
            // A changed rule begins anew, and is raised by what is there already.
            try agent.write(
                device: "oven",
                Self.oven(
                    limit: 85, spare: "when: temperature > 400.0", extra: "  more: {when: temperature < 0.0}"))
            let changed = try scene.run("reload").output
            #expect(
                changed == """
                    changed rules of devices/oven.yaml {device}: hot
                    other words of rules of devices/oven.yaml {device}: spare
                    reloaded: 1 devices

                    """, "\(changed)")
            try scene.raised("hot", "slow")
            try scene.publish(20)
            try scene.raised()
            pause(1.2)
            #expect(
                try scene.platform.events().map { "\($0.name) \($0.state)" }
                    == ["hot raised", "slow raised", "hot raised", "hot cleared", "slow cleared"])

            // The journal of the running gateway, over the reloads, says what was said.
            let live = try scene.live()
            let replayed = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
            #expect(replayed.code == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
            #expect(Self.records(replayed.output) == live)
            // The present rules over all of it: nothing begins anew in the middle.
            let present = try Self.records(scene.run("replay", "--from", "-1h").output)
            #expect(present.filter { $0.contains(#""name":"hot","state":"raised""#) }.count == 1)
            #expect(present.filter { $0.contains("slow") } == live.filter { $0.contains("slow") })
            // Of a gateway that was killed, too.
            agent.kill()
            #expect(try Self.records(scene.run("replay", "--from", "-1h").output) == present)
            try agent.start()
            #expect(try agent.status().raised("o1").isEmpty)
        }

        @Test("a recording of a running gateway has its readings, devices, reloads and people")
        func record() throws {
            let scene = try Scene()
            let agent = scene.agent
            try scene.publish(20)
            try agent.waitUntil("o1 is there") { $0.raised("o1").isEmpty && $0.actuator("o1", "motor") == true }
            let file = agent.directory.path + "/recording.jsonl"
            let recorder = try agent.background(["record", file], log: "record.log")
            let lines = { AgentProcess.read(file).split(separator: "\n").map(String.init) }
            try eventually("it follows") { lines().count >= 3 }
            #expect(lines()[0].contains(#""start":true,"epoch":"#))
            #expect(lines()[1].contains(#""device":"o1","admit":"devices/oven.yaml {device}""#))
            #expect(lines()[2].contains(#""device":"o1","retained":true,"signals":{"temperature":20}"#))
            try scene.publish(90)
            try scene.raised("hot")
            try agent.write(device: "oven", Self.oven(spare: "when: temperature > 400.0"))
            _ = try scene.run("reload")
            try scene.publish(30, device: "o2")
            _ = try scene.run("set", "o1.motor", "on", "--for", "1m")
            try scene.publish(65)
            try scene.raised()
            try eventually("all is recorded") { lines().contains { $0.contains(#""temperature":65"#) } }
            recorder.signal(SIGINT)
            #expect(recorder.wait() == 0)
            let all = lines()
            for part in [
                #""input":"telemetry""#, #""reload":[{"device":"devices/oven.yaml {device}","rules":["spare"]}]"#,
                #""device":"o2","admit":"devices/oven.yaml {device}""#,
                #""override":{"actuator":"motor","value":true,"for":60000}"#,
            ] {
                #expect(all.contains { $0.contains(part) }, "\(part)\n\(all.joined(separator: "\n"))")
            }
            #expect(all.allSatisfy { $0.contains(#""now":"#) })
            let replayed = try scene.run("replay", file)
            #expect(replayed.errors.isEmpty)
            let names = Self.records(replayed.output).filter { $0.contains(#""kind":"event""#) }
            #expect(names.count == 2 && names[0].contains(#""state":"raised""#) && names[1].contains("cleared"))

            // It ends by itself, after so many lines or so much time.
            let recorded = try scene.run("record", "--for", "300ms").output
            #expect(recorded.split(separator: "\n").count >= 5, "\(recorded)")
            let counted = try agent.background(["record", "--count", "2"], log: "count.log")
            let log = { AgentProcess.read(agent.directory.path + "/count.log").split(separator: "\n").count }
            try eventually("it follows") { log() >= 5 }
            for temperature in [21, 22, 23] { try scene.publish(temperature) }
            #expect(counted.wait() == 0)
            #expect(log() == 7)
            #expect(agent.terminate() == 0)
            #expect(try scene.run("record", code: 1).errors.contains("no gateway answers"))
        }

        @Test("other rules on the journal: what they would have said, and how it differs")
        func difference() throws {
            let scene = try Scene()
            for temperature in [20, 82, 20, 90, 20] {
                try scene.publish(temperature)
                pause(0.05)
            }
            try scene.agent.waitUntil("all five came") { $0.ledger("readings") == 5 }
            pause(1.2)
            let live = try scene.live()
            let strict = try scene.other("oven.yaml", Self.oven(limit: 85))
            let extra = try scene.other(
                "extra.yaml",
                """
                device: nowhere
                inputs: {t: {mqtt: nowhere, decode: number, signal: warmth}}
                rules: {warm: {when: warmth > 30.0}}

                """)

            // The gateway's own files say what was said, running and stopped.
            #expect(try Self.records(scene.run("replay", "--from", "-1h").output) == live)
            let other = Self.records(try scene.run("replay", "--from", "-1h", "--rules", strict).output)
            #expect(other.filter { $0.contains(#""state":"raised""#) }.count == 1)
            #expect(
                other.filter { $0.contains(#""kind":"summary""#) } == live.filter { $0.contains(#""kind":"summary""#) })

            let (text, notes) = try scene.run("diff", "--from", "-1h", "--rules", strict, code: 1)
            #expect(notes.isEmpty)
            let table = text.split(separator: "\n").map(String.init)
            #expect(
                table.first?.split(separator: " ") == ["before", "after", "only", "before", "only", "after", "changed"])
            #expect(
                table.contains { $0.split(separator: " ") == ["event", "hot", "raised", "2", "1", "1", "0", "0"] },
                "\(text)")
            #expect(
                table.contains { $0.split(separator: " ") == ["event", "hot", "cleared", "2", "1", "1", "0", "0"] },
                "\(text)")
            #expect(table.contains { $0.hasPrefix("- 20") && $0.hasSuffix("o1 hot raised: 82") }, "\(text)")
            #expect(table.contains { $0.hasPrefix("- 20") && $0.hasSuffix("o1 motor off: hot") }, "\(text)")

            let json = try scene.run("diff", "--from", "-1h", "--rules", strict, "--format", "json", code: 1).output
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(object["same"] as? Bool == false)
            #expect(
                (object["differences"] as? [[String: Any]])?.allSatisfy { $0["change"] as? String == "only_before" }
                    == true)

            // The same files in a directory: no difference; a device that nobody heard is told of.
            let same = try scene.other("oven.yaml", Self.oven())
            #expect(try scene.run("diff", "--from", "-1h", "--rules", same).output.hasPrefix("the same: "))
            let folder = String(same.dropLast("/oven.yaml".count))
            #expect(
                try scene.run("diff", "--from", "-1h", "--rules", folder).errors
                    == "warning: the journal has no readings for 'nowhere'\n")
            #expect(extra.hasPrefix(folder))

            // Two outputs as files.
            let before = scene.agent.directory.path + "/before.jsonl"
            let after = scene.agent.directory.path + "/after.jsonl"
            try Data((live.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: before))
            try Data((other.reversed().joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: after))
            #expect(try scene.run("diff", before, after, code: 1).output == text)
            #expect(try scene.run("diff", before, before).errors.isEmpty)
            #expect(try scene.run("diff", before, "/nowhere", code: 2).errors.contains("No such file"))
            #expect(try scene.run("diff", before, code: 2).errors.contains("two outputs"))
            #expect(try scene.run("diff", "--from", "-1h", code: 2).errors.contains("--rules"))
            #expect(
                try scene.run("diff", "--from", "-1h", "--rules", "/nowhere.yaml", code: 2).errors.contains("nowhere"))
        }

        @Test("a part of the journal is exported by time, from a gateway that runs or not")
        func span() throws {
            let scene = try Scene()
            try scene.publish(20)
            try scene.agent.waitUntil("the first came") { $0.ledger("readings") == 1 }
            pause(0.3)
            let middle = Int(Date().timeIntervalSince1970 * 1000)
            pause(0.3)
            try scene.publish(30)
            try scene.agent.waitUntil("the second came") { $0.ledger("readings") == 2 }
            for isRunning in [true, false] {
                if !isRunning { #expect(scene.agent.terminate() == 0) }
                let all = try scene.run("export").output.split(separator: "\n")
                #expect(all.filter { $0.contains(#""signals""#) }.count == 2)
                let late = try scene.run("export", "--from", "\(middle)").output.split(separator: "\n")
                #expect(late.first?.contains(#""start":true"#) == true)
                #expect(late.contains { $0.contains(#""device":"o1","admit""#) })
                #expect(late.filter { $0.contains(#""signals""#) }.count == 2)
                #expect(late.contains { $0.contains(#""device":"o1","retained":true,"signals":{"temperature":20}"#) })
                #expect(late.contains { $0.contains(#""temperature":30"#) })
                let early = try scene.run("export", "--from", "-1d", "--to", "\(middle)").output.split(separator: "\n")
                #expect(early.filter { $0.contains(#""signals""#) }.count == 1)
                #expect(early.contains { $0.contains(#""temperature":20"#) })
                #expect(try scene.run("export", "--from", "2020-01-01", "--to", "2020-01-02T10:00Z").output.isEmpty)
                #expect(try scene.run("export", "--from", "soon", code: 2).errors.contains("--from"))
                #expect(try scene.run("export", "--from", "now", "--to", "-1h", code: 2).errors.contains("after"))
                let nothing = try scene.run("replay", "--from", "2020-01-01", "--to", "2020-01-02T10:00Z")
                #expect(nothing.output.isEmpty && nothing.errors.contains("nothing of that time"), "\(nothing.errors)")
            }
        }
    }
}
