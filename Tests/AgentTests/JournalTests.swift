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

    private func configurations() throws -> (GatewayConfiguration, GatewayConfiguration) {
        (try configuration(devices: ["p": Self.former]), try configuration(devices: ["p": Self.present]))
    }

    /// A run over a reload, with the state at one place in front of it.
    private func run() throws -> (run: JournaledRun, snapshot: [UInt8], entriesBefore: Int) {
        let (former, present) = try configurations()
        var run = JournaledRun(former)
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

    @Test("a snapshot, and the journal since, give the state before the crash, to the byte")
    func recoveryToTheByte() throws {
        let (configuration, _) = try configurations()
        var run = JournaledRun(configuration)
        run.legend(.start, now: 1000)
        run.step(.start, now: 1000)
        for device in 1...3 { run.step(.admission, now: 1100) { $0.name = "d\(device)" } }
        var snapshot: (bytes: [UInt8], count: Int)?
        for number in 0..<200 {
            run.read([("a", Double(number * 7 % 23)), ("b", Double(number))], now: 2000 + Int64(number) * 500)
            if number == 80 { snapshot = (run.engine.snapshot(), run.entries.count) }
        }
        run.step(.passing, now: 200_000)
        #expect(run.said.count > 20, "positive control: rules were raised and cleared")
        let directory = TemporaryDirectory("weir-journal")
        let store = try Store.open(directory: directory.path)
        let (bytes, count) = try #require(snapshot)
        try fill(store, run, bytes, count)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let recovered = try StoreRecovery(plan: configuration.plan, logger: logger).recover(store)
        let engine = recovered.engine
        #expect(recovered.replay.damaged == 0)
        let isSame = engine.snapshot() == run.engine.snapshot()
        #expect(isSame)
        let isOther = bytes != run.engine.snapshot()
        #expect(isOther, "positive control: the journal changed it")
    }

    private func recover(_ run: JournaledRun, _ snapshot: [UInt8], _ count: Int, in directory: String) throws {
        let store = try Store.open(directory: directory)
        // The snapshot of the reload itself is lost.
        try fill(store, run, snapshot, count)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let plan = try configurations().1.plan
        let recovered = try StoreRecovery(plan: plan, logger: logger).recover(store)
        let engine = recovered.engine
        #expect(recovered.replay.damaged == 0)
        // To the byte but for the identities of what is raised, which tell inputs apart by their places: with the
        // snapshot of the reload, which is lost here, they are the same.
        #expect(
            engine.values(device: 0).map { "\($0.name) \($0.value)" }
                == run.engine.values(device: 0).map { "\($0.name) \($0.value)" })
        #expect(engine.raised(device: 0) == run.engine.raised(device: 0))
        try store.close()
    }

    private func fill(_ store: Store, _ run: JournaledRun, _ snapshot: [UInt8], _ count: Int) throws {
        for part in [run.entries[..<count], run.entries[count...]] {
            var batch = Batch()
            for entry in part { batch.appendJournal(entry) }
            if part.startIndex == 0 { batch.snapshot = snapshot }
            _ = try store.commit(batch)
        }
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

    private func line(_ output: Output) -> String {
        var json = JSONWriter()
        output.write(to: &json)
        return json.text
    }

    @Test("where the journal's beginning is gone, what was latched and under way goes on from the state that is left")
    func state() throws {
        func files(_ limit: Int) throws -> GatewayConfiguration {
            try configuration(
                devices: [
                    "p": """
                    device: p
                    inputs: {in: {mqtt: p, signals: {a: a}}}
                    rules:
                      shut: {when: a > \(limit).0, latch: until_ack}
                      slow: {when: a > 5.0, for: 1s}
                    summaries: {second: {every: 1s, of: {a: [count]}}}
                    """
                ])
        }
        var run = JournaledRun(try files(10))
        run.legend(.start, now: 1000)
        run.step(.start, now: 1000)
        run.read([("a", 20)], now: 1200)
        run.read([("a", 7)], now: 1300)
        let lost = run.entries.count
        run.legend(.reminder, hasState: true)
        run.read([("a", 8)], now: 1500)
        run.read([("a", 4)], now: 2300)
        run.step(.acknowledgement, now: 2400)
        run.read([("a", 4)], now: 3000)
        func past(
            _ configuration: GatewayConfiguration, isBeginningLost: Bool, from: Int64 = 1400
        ) -> (said: [String], unknown: [String]) {
            let retrospect = Retrospect(configuration: configuration, from: from, to: .max)
            retrospect.isBeginningLost = isBeginningLost
            var said: [Output] = []
            for entry in run.entries[lost...] { retrospect.take(entry) { said.append($0) } }
            #expect(retrospect.unreadableCount == 0 && retrospect.begin == 1300)
            return (said.map(line), retrospect.unknowns)
        }
        let same = past(try files(10), isBeginningLost: true)
        #expect(same.said == run.said.filter { $0.time.milliseconds >= 1400 }.map(line))
        #expect(same.said.contains { $0.contains(#""name":"slow","state":"raised""#) }, "the hold went on")
        #expect(same.said.contains { $0.contains(#""name":"shut","state":"cleared""#) }, "so did the latch")
        #expect(same.unknown.isEmpty)

        #expect(past(try files(10), isBeginningLost: true, from: 0).said == same.said, "whatever the span")

        let cold = past(try files(10), isBeginningLost: false)
        #expect(
            !cold.said.contains { $0.contains(#""kind":"event""#) },
            "the control: neither the hold nor the latch is known")

        // A rule that is another begins without a past, and so it is said.
        let other = past(try files(11), isBeginningLost: true)
        #expect(other.unknown == ["latches that nobody had acknowledged ('shut' of 'p')"])
        #expect(other.said.filter { $0.contains("slow") } == same.said.filter { $0.contains("slow") })
    }

    @Test("what a cold beginning does not know is said by name")
    func unknowns() throws {
        let (former, _) = try configurations()
        var run = JournaledRun(former)
        run.step(.start, now: 1000)
        run.step(.admission, now: 1100) { $0.name = "d1" }
        let lost = run.entries.count
        run.legend(.reminder, now: 1600)
        run.read([("a", 30)], now: 1700)
        let files = try configuration(
            devices: [
                "p": """
                device: "{device}"
                inputs: {in: {mqtt: "p/{device}", signals: {a: a}}}
                rules:
                  quick: {when: a > 10.0, for: 50ms}
                  slow: {when: "mean(a, 10m) > 10.0", for: 1h}
                summaries: {minute: {every: 1m, of: {a: [mean]}}}
                scores: {odd: {detect: ewma, of: a}}
                """
            ])
        func unknowns(from: Int64, isBeginningLost: Bool = true) -> [String] {
            let retrospect = Retrospect(configuration: files, from: from, to: .max)
            retrospect.isBeginningLost = isBeginningLost
            for entry in run.entries[lost...] { retrospect.take(entry) { _ in } }
            return retrospect.unknowns
        }
        #expect(
            unknowns(from: 10_000) == [
                "what takes longer ('slow' of 'devices/p.yaml {device}', 'minute' of 'devices/p.yaml {device}', 'mean(a, 10m)' of 'devices/p.yaml {device}')",
                "what scores had learned ('odd' of 'devices/p.yaml {device}')",
            ])
        #expect(unknowns(from: 7_200_000) == ["what scores had learned ('odd' of 'devices/p.yaml {device}')"])
        #expect(unknowns(from: 10_000, isBeginningLost: false).isEmpty, "the control: there was nothing before")
    }

    @Test("a chunk of the journal survives its way over the socket")
    func socket() throws {
        let bytes: [UInt8] = [0, 1, 15, 16, 127, 128, 255]
        #expect(JournalChunk.digits(bytes) == "00010f107f80ff")
        #expect(JournalChunk.bytes("00010f107f80ff") == bytes)
        #expect(JournalChunk.bytes("0") == nil)
        #expect(JournalChunk.bytes("0G") == nil)
        var schedule = LegendSchedule(journalBytes: 64 << 20)
        schedule.wrote(1000, hasState: false, now: 50_000)
        #expect(!schedule.isDue(now: 60_000))
        #expect(schedule.isDue(now: 50_000 + LegendSchedule.interval))
        schedule.journaled(LegendSchedule.byteInterval)
        #expect(schedule.isDue(now: 60_000))
        schedule.wrote(1_000_000, hasState: false, now: 60_000)
        schedule.journaled(LegendSchedule.byteInterval)
        #expect(!schedule.isDue(now: 60_000), "a large one comes less often")
        // What is left of a small journal can be read, too.
        var small = LegendSchedule(journalBytes: 256 << 10)
        small.wrote(1000, hasState: false, now: 50_000)
        small.journaled(32 << 10)
        #expect(small.isDue(now: 50_000))
        small.wrote(100_000, hasState: false, now: 50_000)
        small.journaled(128 << 10)
        #expect(small.isDue(now: 50_000))
    }

    @Test("a legend carries the state where that takes a small part of the journal, and no more often")
    func stateSchedule() {
        var schedule = LegendSchedule(journalBytes: 64 << 20)
        #expect(schedule.hasRoomForState && schedule.admits(state: 100_000))
        schedule.wrote(101_000, hasState: true, now: 0)
        schedule.journaled(LegendSchedule.share * 100_000 - 1)
        #expect(!schedule.hasRoomForState)
        schedule.journaled(1)
        #expect(schedule.hasRoomForState)
        #expect(!schedule.admits(state: 1 << 20 + 1) && !schedule.hasRoomForState, "it has grown too large")
        var small = LegendSchedule(journalBytes: 256 << 10)
        #expect(small.admits(state: 4096) && !small.admits(state: 4097))
    }
}
