import Configuration
import Decoding
import Engine
import Telemetry
import Testing

@testable import Agent

/// What a record followed from, from the entries of a journal alone.
@Suite struct ExplainerTests {
    private static let device = """
        device: "{device}"
        inputs: {in: {mqtt: "p/{device}", signals: {a: a, b: b}}}
        rules:
          high: {when: a > 10.0, cooldown: 10s}
          surge: {pattern: [{start: b > 1.0}, {then: b > 2.0}, {then: b > 3.0}], within: 1m}
        """

    /// An engine as the control thread feeds it: everything goes into a journal too.
    private struct Run {
        let configuration: GatewayConfiguration
        var engine: Engine
        var entries: [[UInt8]] = []
        var said: [Output] = []

        init() throws {
            configuration = try AgentTests.configuration(devices: ["d": ExplainerTests.device])
            engine = Engine(plan: configuration.plan)
            legend(.start)
            step(.start, now: 0)
            step(.admission, now: 1) { $0.name = "x" }
        }

        mutating func legend(_ reason: Legend.Reason, fresh: [PlanDifference.Part] = []) {
            var bytes = ByteWriter()
            engine.legend(reason, fresh: fresh).write(to: &bytes)
            entries.append(bytes.bytes)
        }

        mutating func step(_ kind: Input.Kind, now: Int64, _ fill: (inout Input) -> Void = { _ in }) {
            var input = Input()
            input.kind = kind
            input.now = Instant(milliseconds: now)
            input.epoch = 7
            fill(&input)
            var bytes = ByteWriter()
            input.write(to: &bytes)
            entries.append(bytes.bytes)
            var outputs = Outputs()
            engine.step(input, into: &outputs)
            said += outputs.records
        }

        mutating func read(_ signal: Int, _ value: Double, now: Int64) {
            step(.reading, now: now) { input in
                input.reading.content = UInt64(now)
                input.reading.values = [Reading.Entry(signal: signal, value: .number(value))]
            }
        }

        /// The answer to a question, from the entries from one on.
        func ask(_ question: WhyQuestion, from first: Int = 0) throws -> JSONValue {
            let explainer = Explainer(question, configuration: configuration, now: 1_000_000, isLive: false)
            for entry in entries[first...] where !explainer.isOver { explainer.take(entry) }
            explainer.hasLostBeginning = first > 0
            explainer.finish()
            var json = JSONWriter()
            explainer.write(to: &json)
            return try JSONValue.parse(json.bytes)
        }

        func ask(id record: Output?) throws -> JSONValue {
            let id = try #require(record?.id)
            return try ask(try #require(WhyQuestion(id: id.description)))
        }
    }

    @Test("what the journal does not hold any more is told so; a record that is known is found by what it said")
    func truncated() throws {
        var run = try Run()
        for second in [1, 20, 40] as [Int64] {
            run.read(0, 11, now: second * 1000)
            run.read(0, 1, now: second * 1000 + 500)
        }
        let first = run.entries.count
        run.legend(.reminder)
        run.read(0, 12, now: 60_000)
        let last = try #require(run.said.last)
        #expect(last.word == "raised" && last.time.milliseconds == 60_000)
        let id = try #require(last.id)
        let question = try #require(WhyQuestion(id: id.description))
        #expect(try run.ask(question)["found"]?.bool == true, "the positive control")
        let lost = try run.ask(question, from: first)
        #expect(lost["found"]?.bool == false)
        #expect(lost["reason"]?.string?.contains("is not kept any more") == true)
        let like = WhyQuestion(
            like: "it", device: "x", name: "high", kind: "event", word: "raised", time: last.time.milliseconds)
        let known = try run.ask(like, from: first)
        #expect(known["found"]?.bool == true && known["journal"]?["is_whole"]?.bool == false)
        let value = known["rules"]?.array?.first?["values"]?.array?.first
        #expect(value?["name"]?.string == "a" && value?["value"]?.number == 12)
    }

    @Test("a rule that was changed after the record is told so")
    func changed() throws {
        var run = try Run()
        run.read(0, 11, now: 1000)
        run.read(0, 1, now: 2000)
        #expect(try run.ask(id: run.said.first)["rule_changed_at"] == nil)
        let template = run.configuration.plan.templates[0].name
        run.legend(.reload, fresh: [PlanDifference.Part(template: template, rules: ["surge"], summaries: [])])
        #expect(try run.ask(id: run.said.first)["rule_changed_at"] == nil, "another rule was")
        run.legend(.reload, fresh: [PlanDifference.Part(template: template, rules: ["high"], summaries: [])])
        #expect(try run.ask(id: run.said.first)["rule_changed_at"]?.integer == 2000)
    }

    @Test("a pattern is explained by its events, each with its time")
    func pattern() throws {
        var run = try Run()
        for (index, value) in [1.5, 2.5, 3.5].enumerated() { run.read(1, value, now: Int64(index + 1) * 1000) }
        let found = try run.ask(id: run.said.last)
        let events = found["rules"]?.array?.first?["events"]?.array ?? []
        #expect(events.compactMap { $0["time"]?.integer } == [1000, 2000, 3000])
        #expect(events.compactMap { $0["step"]?.integer } == [1, 2, 3])
    }

    @Test("a raise that comes too soon is explained by the time it waits for")
    func cooldown() throws {
        var run = try Run()
        run.read(0, 11, now: 1000)
        run.read(0, 1, now: 2000)
        run.read(0, 11, now: 3000)
        let found = try run.ask(WhyQuestion(device: "x", name: "high", until: nil))
        #expect(found["record"]?["reason"]?.string == "cooldown", "\(found)")
        let timers = found["rules"]?.array?.first?["timers"]?.array ?? []
        #expect(timers.contains { $0["role"]?.string == "cooldown" && $0["due"]?.integer == 11_000 }, "\(timers)")
        #expect(
            try run.ask(WhyQuestion(device: "x", name: "high", until: 2500))["record"]?["state"]?.string == "cleared")
        #expect(try run.ask(WhyQuestion(device: "x", name: "surge", until: nil))["found"]?.bool == false)
    }
}
