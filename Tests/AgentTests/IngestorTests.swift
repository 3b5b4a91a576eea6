import Configuration
import Engine
import Telemetry
import Testing

@testable import Agent

@Suite struct IngestorTests {
    private static let pump = """
        device: "{device}"
        inputs:
          telemetry: {mqtt: "plant/{device}/telemetry", signals: {t: t}, rate: 1/s}
          copy: {mqtt: "plant/{device}/#", signals: {u: u}}
        rules: {r: {when: t > 1.0 && u > 1.0}}
        """

    private final class Fixture {
        let host: EngineHost
        let ingestor: Ingestor
        var inputs: [String] = []
        var outputs = Outputs()

        init(gateway: String = "", isLimited: Bool = false) throws {
            let configuration = try configuration(
                devices: ["pump": pump], gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\"}}\n\(gateway)")
            host = EngineHost(Engine(plan: configuration.plan))
            ingestor = Ingestor(configuration: configuration, isLimited: isLimited)
        }

        func take(_ topic: String, _ payload: String, now: Int64 = 0, isRetained: Bool = false) -> String {
            Array(topic.utf8).withUnsafeBytes { topic in
                Array(payload.utf8).withUnsafeBytes { payload in
                    let reason = ingestor.take(
                        topic: topic, payload: payload, content: Ingestor.content(topic: topic, payload: payload),
                        isRetained: isRetained, now: Instant(milliseconds: now), devices: host
                    ) { input in
                        inputs.append(input.kind == .admission ? "admit \(input.name)" : "input \(input.reading.input)")
                        host.step(input, into: &outputs)
                    }
                    return reason?.name ?? "taken"
                }
            }
        }
    }

    @Test("a message admits its device first, then feeds each input that it fits")
    func admission() throws {
        let fixture = try Fixture()
        #expect(fixture.take("plant/p/telemetry", #"{"t":1,"u":2}"#) == "taken")
        #expect(fixture.inputs == ["admit p", "input 0", "input 1"])
        fixture.inputs = []
        #expect(fixture.take("plant/p/telemetry", #"{"u":2}"#) == "taken")
        #expect(fixture.inputs == ["input 1"], "the input that finds nothing in it is passed over")
        #expect(fixture.ingestor.flaws.isClean, "and nothing is told as rejected")
        #expect(fixture.take("plant/p/telemetry", #"{"x":2}"#) == "missing_field")
        #expect(fixture.host.engine.values(device: 0).map(\.name) == ["t", "u"])
    }

    @Test("beyond the limit of devices messages of new ones are rejected, those of old ones taken")
    func deviceLimit() throws {
        let fixture = try Fixture(gateway: "limits: {devices: 2}\n")
        for name in ["a", "b"] { #expect(fixture.take("plant/\(name)/telemetry", #"{"t":1}"#) == "taken") }
        #expect(fixture.take("plant/c/telemetry", #"{"t":1}"#) == "device_limit")
        #expect(fixture.take("plant/a/telemetry", #"{"t":1}"#) == "taken")
        #expect(fixture.host.engine.deviceCount == 2)
    }

    @Test("D12: an input's flood is shed to its rate, and other inputs are not touched; a replay sheds nothing")
    func rate() throws {
        for isLimited in [true, false] {
            let fixture = try Fixture(isLimited: isLimited)
            let answers = (0..<100).map { _ in fixture.take("plant/p/telemetry", #"{"t":1}"#) }
            #expect(answers.count { $0 == "taken" } == (isLimited ? 60 : 100))
            #expect(fixture.take("plant/p/other", #"{"u":1}"#) == "taken")
            #expect(fixture.take("plant/p/telemetry", #"{"t":1}"#, now: 1_000) == "taken")
        }
    }

    @Test(
        "a rejected message changes nothing",
        arguments: ["", "no JSON", #"{"t":"high"}"#, #"{"t":1,"t":2}"#, #"{"t":1e999}"#])
    func rejected(payload: String) throws {
        let fixture = try Fixture()
        _ = fixture.take("plant/p/telemetry", #"{"t":5}"#)
        let before = fixture.host.engine.snapshot()
        #expect(fixture.take("plant/p/telemetry", payload) != "taken")
        #expect(fixture.host.engine.snapshot() == before)
    }

    @Test("a device is admitted even if its first message is worthless, so it is bounded by the limit, not by luck")
    func worthlessAdmission() throws {
        let fixture = try Fixture()
        #expect(fixture.take("plant/p/telemetry", "no JSON") == "invalid_json")
        #expect(fixture.inputs == ["admit p"])
    }
}
