import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A lookup table that is changed while the gateway runs.
    @Suite struct TableReload {
        private static let oven = """
            device: "{device}"
            devices: [o1]
            tables: {limits: {csv: limits.csv, key: device}}
            inputs: {t: {mqtt: "oven/{device}", decode: number, signal: temperature}}
            signals: {temperature: {type: number}}
            rules:
              hot: {when: "temperature > limits[device].max"}
              lax: {when: "limits[device].max > 85.0"}

            """

        private static func write(limit: Int, _ agent: AgentProcess) throws {
            let path = agent.configuration + "/devices/limits.csv"
            try Data("device,max\no1,\(limit)\n".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }

        @Test(
            "rows changed by a reload judge from then on, and the journal brings the same under the old rows and the new"
        )
        func reload() throws {
            let local = try MosquittoBroker()
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port), devices: ["oven": Self.oven])
            try Self.write(limit: 80, agent)
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            let plant = try PlainClient(port: local.port, identifier: "plant")
            func publish(_ temperature: Int) throws {
                try plant.publish("oven/o1", "\(temperature)")
                try plant.flush()
            }
            try publish(70)
            try agent.waitUntil("the device is known") { $0.keys("control", "devices").contains("o1") }
            #expect(try agent.status().raised("o1").isEmpty)
            try Self.write(limit: 60, agent)
            #expect(try agent.command(["reload"]).code == 0)
            try agent.waitUntil("hot by the new limit") { $0.raised("o1") == ["hot"] }
            try Self.write(limit: 90, agent)
            #expect(try agent.command(["reload"]).code == 0)
            try agent.waitUntil("cleared by the third limit") { $0.raised("o1") == ["lax"] }
            try publish(95)
            try agent.waitUntil("hot again") { $0.raised("o1").sorted() == ["hot", "lax"] }
            let why = try agent.command(["why", "o1.hot"]).output
            #expect(why.contains("limits[\"o1\"].max = 90"), "\(why)")
            try agent.waitUntil("nothing waits") { $0.held == 0 }
            let live = try platform.received().sorted { $0.sequence < $1.sequence }.map(\.data)
            #expect(live.count == 4, "today's limit is no reason for 'lax' before it was set")

            let replayed = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
            #expect(replayed.code == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
            #expect(replayed.output.split(separator: "\n").map(String.init) == live)
            let past = try agent.command(["replay", "--from", "-1h"])
            #expect(past.code == 0 && past.output.split(separator: "\n").map(String.init) == live, "\(past.errors)")

            // A crash: the rows that were there last are those of the journal.
            agent.kill()
            try agent.start()
            try publish(85)
            try agent.waitUntil("cleared after the crash") { $0.raised("o1") == ["lax"] }
        }

        @Test("the rows of the first start are in the journal: what was judged by them is told again under other files")
        func first() throws {
            let local = try MosquittoBroker()
            let platform = try Platform()
            let agent = try AgentProcess(
                gateway: Files.gateway(local: local.port, upstream: platform.broker.port), devices: ["oven": Self.oven])
            try Self.write(limit: 80, agent)
            try agent.start()
            try agent.waitUntil("both brokers connected") { $0.isLocalConnected && $0.isUplinkConnected }
            let plant = try PlainClient(port: local.port, identifier: "plant")
            try plant.publish("oven/o1", "85")
            try plant.flush()
            try agent.waitUntil("hot") { $0.raised("o1") == ["hot"] }
            let why = try agent.command(["why", "o1.hot"]).output
            #expect(why.contains("limits[\"o1\"].max = 80"), "\(why)")
            try agent.waitUntil("nothing waits") { $0.held == 0 }
            let live = try platform.received().map(\.data)
            #expect(live.count == 1)

            // The file alone is another; the gateway goes on with the rows it has.
            try Self.write(limit: 90, agent)
            let past = try agent.command(["replay", "--from", "-1h"])
            #expect(past.code == 0 && past.output.split(separator: "\n").map(String.init) == live, "\(past)")
            let exported = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
            #expect(
                exported.code == 0 && exported.output.split(separator: "\n").map(String.init) == live, "\(exported)")
            // A recording and an export that begin later have the rows in front.
            let row = ##""rows":{"o1":{"max":80}}"##
            let recorded = try agent.command(["record", "--for", "300ms", "-"])
            #expect(recorded.output.contains(row), "\(recorded)")
            try plant.publish("oven/o1", "84")
            try plant.flush()
            let late = try agent.script(
                #"for try in $(seq 50); do "$1" export --config "$2" --from -1s | grep '"max":80' && exit; sleep 0.1; done"#
            )
            #expect(late.output.contains(row), "\(late)")
        }
    }
}
