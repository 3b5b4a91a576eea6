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

    /// From the start on, with one device.
    private func run() throws -> JournaledRun {
        var run = JournaledRun(try configuration(devices: ["d": Self.device]))
        run.legend(.start)
        run.step(.start, now: 0)
        run.step(.admission, now: 1) { $0.name = "x" }
        return run
    }

    /// The same journal, as a gateway with other device files reads it, or goes on with it.
    private func changed(_ run: JournaledRun, _ former: String, to present: String) throws -> JournaledRun {
        var other = JournaledRun(try configuration(devices: ["d": Self.device.replacing(former, with: present)]))
        other.step(.start, now: 0)
        other.step(.admission, now: 1) { $0.name = "x" }
        other.entries = run.entries
        other.said = run.said
        return other
    }

    @Test("what the journal does not hold any more is told so; a record that is known is found by what it said")
    func truncated() throws {
        var run = try run()
        for second in [1, 20, 40] as [Int64] {
            run.read([("a", 11)], now: second * 1000)
            run.read([("a", 1)], now: second * 1000 + 500)
        }
        let first = run.entries.count
        run.legend(.reminder)
        run.read([("a", 12)], now: 60_000)
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

    @Test("a rule that was changed after the record is told so, by a reload, over a restart, or in the files alone")
    func changed() throws {
        var run = try run()
        run.read([("a", 11)], now: 1000)
        run.read([("a", 1)], now: 2000)
        let raised = try #require(run.said.first)
        #expect(try run.ask(id: raised)["rule_changed"] == nil)
        let other = try changed(run, "b > 3.0", to: "b > 4.0")
        #expect(try other.ask(id: raised)["rule_changed"] == nil, "another rule was")

        var files = try changed(run, "a > 10.0", to: "a > 10.5")
        var answer = try files.ask(id: raised)
        #expect(answer["rule_changed"]?.bool == true && answer["rule_changed_at"] == nil, "no gateway ran with them")
        #expect(answer["rules"]?.array?.first?["written"]?.string?.contains("10.5") == true)
        for reason in [Legend.Reason.start, .reload] {
            var restarted = files
            restarted.step(.clock, now: 5000)
            restarted.legend(reason)
            answer = try restarted.ask(id: raised)
            #expect(answer["rule_changed"]?.bool == true && answer["rule_changed_at"]?.integer == 5000, "\(reason)")
            restarted.read([("a", 12)], now: 20_000)
            answer = try restarted.ask(WhyQuestion(device: "x", name: "high", until: nil))
            #expect(answer["record"]?["time"]?.integer == 20_000)
            #expect(answer["rule_changed"] == nil, "after it, it is the present one")
        }
        files.legend(.reminder)
        #expect(try files.ask(WhyQuestion(device: "x", name: "high", until: 2500))["rule_changed"]?.bool == true)
    }

    @Test("a pattern is explained by its events, each with its time")
    func pattern() throws {
        var run = try run()
        for (index, value) in [1.5, 2.5, 3.5].enumerated() { run.read([("b", value)], now: Int64(index + 1) * 1000) }
        let found = try run.ask(id: run.said.last)
        let events = found["rules"]?.array?.first?["events"]?.array ?? []
        #expect(events.compactMap { $0["time"]?.integer } == [1000, 2000, 3000])
        #expect(events.compactMap { $0["step"]?.integer } == [1, 2, 3])
    }

    @Test("a raise that comes too soon is explained by the time it waits for")
    func cooldown() throws {
        var run = try run()
        run.read([("a", 11)], now: 1000)
        run.read([("a", 1)], now: 2000)
        run.read([("a", 11)], now: 3000)
        let found = try run.ask(WhyQuestion(device: "x", name: "high", until: nil))
        #expect(found["record"]?["reason"]?.string == "cooldown", "\(found)")
        let timers = found["rules"]?.array?.first?["timers"]?.array ?? []
        #expect(timers.contains { $0["role"]?.string == "cooldown" && $0["due"]?.integer == 11_000 }, "\(timers)")
        #expect(
            try run.ask(WhyQuestion(device: "x", name: "high", until: 2500))["record"]?["state"]?.string == "cleared")
        #expect(try run.ask(WhyQuestion(device: "x", name: "surge", until: nil))["found"]?.bool == false)
    }
}

extension JournaledRun {
    /// The answer to a question, from the entries from one on.
    fileprivate func ask(_ question: WhyQuestion, from first: Int = 0) throws -> JSONValue {
        let explainer = Explainer(question, configuration: configuration, now: 1_000_000, isLive: false)
        for entry in entries[first...] where !explainer.isOver { explainer.take(entry) }
        explainer.hasLostBeginning = first > 0
        explainer.finish()
        var json = JSONWriter()
        explainer.write(to: &json)
        return try JSONValue.parse(json.bytes)
    }

    fileprivate func ask(id record: Output?) throws -> JSONValue {
        let id = try #require(record?.id)
        return try ask(try #require(WhyQuestion(id: id.description)))
    }
}
