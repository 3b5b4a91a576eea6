import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// That it measures what it says; how fast anything is, is not for a test.
    @Suite struct Benchmark {
        @Test("the benchmark's short form loses and miscounts nothing, and gives its rows as a table and as JSON")
        func short() throws {
            let place = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            let subjects = "qos1 start workload outage overload"
            let result = try place.script(
                "\"${1%/*}/weir-bench\" --weir \"$1\" --short --only \(subjects) --json \"$2/rows.json\"")
            #expect(result.code == 0, "\(result.errors.suffix(2000))")
            let data = try Data(contentsOf: URL(fileURLWithPath: place.configuration + "/rows.json"))
            let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            let rows = try #require(json?["rows"] as? [[String: Any]])
            for name in [
                "CPU per message, QoS 1 durable", "cold start to first reaction", "W1 at full speed, CPU per message",
                "W1 outage, events missing upstream", "refused of the flood, and counted",
            ] {
                #expect(result.output.contains(name))
                #expect(rows.contains { $0["name"] as? String == name })
            }
            let missing = rows.first { $0["name"] as? String == "W1 outage, events missing upstream" }
            #expect(missing?["reached"] as? String == "goal")
        }
    }
}
