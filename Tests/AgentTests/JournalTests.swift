import Configuration
import Engine
import Logging
import Store
import Telemetry
import TestSupport
import Testing

@testable import Agent

/// The journal over changes of the files: what its entries mean is told by the journal itself.
@Suite struct JournalTests {
    private static let former = """
        device: "{device}"
        inputs: {in: {mqtt: "p/{device}", signals: {a: a, b: b}}}
        rules: {high: {when: a > 10.0}}
        """
    /// Signals and rules in other places, and one more of each.
    private static let present = """
        device: "{device}"
        inputs: {other: {mqtt: "q/{device}", signals: {c: c}}, in: {mqtt: "p/{device}", signals: {b: b, a: a}}}
        rules: {first: {when: c > 0.0}, high: {when: a > 10.0}}
        """

    /// An engine as the control thread feeds it: everything goes into a journal too.
    private struct Run {
        var engine: Engine
        var entries: [[UInt8]] = []
        var said: [Output] = []

        init(_ configuration: GatewayConfiguration) {
            engine = Engine(plan: configuration.plan)
        }

        mutating func legend(_ reason: Legend.Reason, now: Int64, fresh: [PlanDifference.Part] = []) {
            var legend = engine.legend(reason, fresh: fresh)
            legend.now = Instant(milliseconds: now)
            var bytes = ByteWriter()
            legend.write(to: &bytes)
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

        mutating func read(_ values: [(String, Double)], now: Int64) {
            let template = engine.plan.templates[0]
            step(.reading, now: now) { input in
                input.reading.input = template.inputs.firstIndex(of: "in") ?? 0
                input.reading.content = UInt64(now)
                input.reading.values = values.map { name, value in
                    Reading.Entry(
                        signal: template.signals.firstIndex { $0.name == name } ?? 0, value: .number(value))
                }
            }
        }

        /// As the control thread does: the names, the clock, what is new.
        mutating func reload(_ configuration: GatewayConfiguration, now: Int64) throws {
            let difference = PlanDifference(from: engine.plan, to: configuration.plan)
            engine = try Engine.restore(engine.snapshot(), plan: configuration.plan).engine
            legend(.reload, now: now, fresh: difference.fresh)
            var input = Input()
            input.kind = .clock
            input.now = Instant(milliseconds: now)
            var outputs = Outputs()
            engine.step(input, into: &outputs)
            engine.renew(judging: true, into: &outputs)
            said += outputs.records
        }
    }

    private func configurations() throws -> (GatewayConfiguration, GatewayConfiguration) {
        (try configuration(devices: ["p": Self.former]), try configuration(devices: ["p": Self.present]))
    }

    /// A run over a reload, with the state at one place in front of it.
    private func run() throws -> (run: Run, snapshot: [UInt8], entriesBefore: Int) {
        let (former, present) = try configurations()
        var run = Run(former)
        run.legend(.start, now: 1000)
        run.step(.start, now: 1000)
        run.step(.admission, now: 1100) { $0.name = "d1" }
        run.read([("a", 1), ("b", 2)], now: 1200)
        let snapshot = run.engine.snapshot()
        let count = run.entries.count
        run.read([("a", 20)], now: 1300)
        try run.reload(present, now: 1400)
        run.read([("b", 5)], now: 1500)
        run.read([("a", 3)], now: 1600)
        return (run, snapshot, count)
    }

    @Test("a state from before a reload, and the journal over it, give the state after it")
    func recovery() throws {
        let (run, snapshot, count) = try run()
        let directory = TemporaryDirectory("weir-journal")
        try recover(run, snapshot, count, in: directory.path)

        // The same journal, from its beginning and without any snapshot, as lines and as it is.
        let stored = try StoredJournal(directory: directory.path)
        let chunk = try stored.chunk(from: 0)
        #expect(chunk.entries == run.entries)
        #expect(chunk.next == chunk.end && chunk.missing == 0)
        #expect(try stored.chunk(from: .max).entries.isEmpty)
        try stored.close()
    }

    private func recover(_ run: Run, _ snapshot: [UInt8], _ count: Int, in directory: String) throws {
        let store = try Store.open(directory: directory)
        for part in [run.entries[..<count], run.entries[count...]] {
            var batch = Batch()
            for entry in part { batch.appendJournal(entry.span.bytes) }
            // The snapshot of the reload itself is lost.
            if part.startIndex == 0 { batch.snapshot = snapshot }
            _ = try store.commit(batch)
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let plan = try configurations().1.plan
        let (engine, _, replay) = try StoreRecovery(plan: plan, logger: logger).recover(store)
        #expect(replay.damaged == 0)
        #expect(
            engine.values(device: 0).map { "\($0.name) \($0.value)" }
                == run.engine.values(device: 0).map { "\($0.name) \($0.value)" })
        #expect(engine.raised(device: 0) == run.engine.raised(device: 0))
        try store.close()
    }

    @Test("lines of a journal over a reload replay to what was said live")
    func lines() throws {
        let (run, _, _) = try run()
        var lines = JournalLines()
        var texts: [String] = []
        for entry in run.entries { lines.take(entry) { texts.append($1) } }
        #expect(lines.unreadableCount == 0)
        #expect(
            texts.contains {
                $0 == #"{"time":1400,"now":1400,"reload":[{"device":"devices/p.yaml {device}","rules":["first"]}]}"#
            }, "\(texts)")
        let replay = Replay(configuration: try configurations().1)
        let said = try texts.flatMap { try replay.take(Array($0.utf8)) }
        // Identities tell the inputs apart by their places, which the reload changed.
        func words(_ outputs: [Output]) -> [String] {
            outputs.map { if case .event(let event) = $0 { "\(event.time) \(event.name) \(event.state)" } else { "?" } }
        }
        #expect(words(said) == words(run.said))
        #expect(said.count == 2)
    }

    @Test("lines from the middle begin with the epoch, the devices and what is known of them")
    func middle() throws {
        let (run, _, _) = try run()
        var lines = JournalLines(from: 1450)
        var texts: [String] = []
        for entry in run.entries { lines.take(entry) { texts.append($1) } }
        #expect(
            texts.prefix(3) == [
                #"{"time":1500,"now":1500,"start":true,"epoch":7}"#,
                #"{"time":1500,"now":1500,"device":"d1","admit":"devices/p.yaml {device}"}"#,
                #"{"time":1500,"now":1500,"device":"d1","retained":true,"signals":{"b":2,"a":20}}"#,
            ], "\(texts)")
        #expect(texts.count == 5)
        let replay = Replay(configuration: try configurations().1)
        for text in texts { _ = try replay.take(Array(text.utf8)) }
        #expect(
            replay.values(device: "d1").map { "\($0.name) \($0.value)" }.sorted()
                == run.engine.values(device: 0).map { "\($0.name) \($0.value)" }.sorted())
    }

    @Test("a journal whose beginning is gone is read from the next legend on")
    func trimmed() throws {
        var (run, _, _) = try run()
        run.legend(.reminder, now: 1600)
        run.read([("a", 30)], now: 1700)
        let rest = run.entries.suffix(3)
        var lines = JournalLines()
        var texts: [String] = []
        for entry in rest { lines.take(entry) { texts.append($1) } }
        #expect(lines.unreadableCount == 1)
        #expect(texts.count == 3 && texts.last?.contains(#""signals":{"a":30}"#) == true, "\(texts)")
        let retrospect = Retrospect(configuration: try configurations().1, from: 0, to: .max)
        var said: [Output] = []
        for entry in rest { retrospect.take(entry) { said.append($0) } }
        #expect(retrospect.unreadableCount == 1)
        #expect(retrospect.begin == 1600)
        #expect(said.count == 1)
    }

    @Test("the past under other files: what they do not know is left out, what is new begins with the span's past")
    func retrospect() throws {
        let (run, _, _) = try run()
        let other = try configuration(
            devices: [
                "p": """
                device: "{device}"
                inputs: {in: {mqtt: "p/{device}", signals: {a: a}}}
                rules: {low: {when: a < 5.0, for: 200ms}}
                """,
                "q": "device: q\ninputs: {t: {mqtt: q, decode: number, signal: t}}\nrules: {r: {when: t > 1.0}}\n",
            ])
        func events(from: Int64, to: Int64, begin: Int64 = .min) -> [String] {
            let retrospect = Retrospect(configuration: other, begin: begin, from: from, to: to)
            var said: [String] = []
            func take(_ output: Output) {
                if case .event(let event) = output {
                    said.append("\(event.time.milliseconds) \(event.name) \(event.state)")
                }
            }
            for entry in run.entries { retrospect.take(entry, take) }
            retrospect.finish(take)
            #expect(retrospect.unknownNames == ["'q'"])
            return said
        }
        #expect(events(from: 0, to: .max) == [])
        #expect(events(from: 0, to: 1799) == [])
        #expect(events(from: 0, to: 1800) == ["1800 low raised"])
        #expect(events(from: 1801, to: 1900) == [])
        #expect(events(from: 0, to: 1900, begin: 1550) == ["1800 low raised"])
        #expect(events(from: 0, to: 1900, begin: 1650) == [])
    }

    @Test("a chunk of the journal survives its way over the socket")
    func socket() throws {
        let bytes: [UInt8] = [0, 1, 15, 16, 127, 128, 255]
        #expect(JournalChunk.digits(bytes) == "00010f107f80ff")
        #expect(JournalChunk.bytes("00010f107f80ff") == bytes)
        #expect(JournalChunk.bytes("0") == nil)
        #expect(JournalChunk.bytes("0G") == nil)
        var schedule = LegendSchedule()
        schedule.wrote(1000, now: 50_000)
        #expect(!schedule.isDue(now: 60_000))
        #expect(schedule.isDue(now: 50_000 + LegendSchedule.interval))
        schedule.journaled(LegendSchedule.byteInterval)
        #expect(schedule.isDue(now: 60_000))
        schedule.wrote(1_000_000, now: 60_000)
        schedule.journaled(LegendSchedule.byteInterval)
        #expect(!schedule.isDue(now: 60_000), "a large one comes less often")
    }
}
