import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct SnapshotTests {
    private static let sketch = PlanSketch(
        signals: [.init(name: "t", stale: 1_000), .init(name: "door", type: .bool)],
        rules: [
            .init(name: "hot", when: "t > 80.0", set: [("fan", true)]),
            .init(name: "holding", when: "t > 80.0", hold: 50),
            .init(name: "open", when: "door"),
        ], actuators: [.init(name: "fan", safe: false, rest: false)],
        summaries: [.init(name: "s", every: 100, of: [("t", [.mean])])], devices: ["d", "e"])

    private func running() throws -> Rig {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 10, ["t": 90.0, "door": true])
        return rig
    }

    @Test("under the same plan everything goes on: what is raised, pending, commanded, open")
    func same() throws {
        let rig = try running()
        var again = try rig.restored()
        #expect(again.engine.snapshot() == rig.engine.snapshot())
        #expect(again.engine.raised(device: 0) == ["hot", "open"])
        #expect(again.engine.nextDeadline == rig.engine.nextDeadline)
        #expect(again.pass(to: 100) == ["60 d.holding raised t=90", "100 d.s [0, 100) t(mean 90, count 1)"])
    }

    @Test("under a changed plan an unchanged rule keeps its state, a changed one begins anew, a removed one is gone")
    func changedRules() throws {
        let rig = try running()
        var changed = Self.sketch
        changed.rules[0].when = "t > 85.0"
        changed.rules.remove(at: 2)
        changed.rules.insert(.init(name: "new", when: "t < 0.0"), at: 0)
        var again = try rig.restored(under: changed)
        #expect(again.engine.raised(device: 0).isEmpty)
        #expect(again.pass(to: 60) == ["60 d.holding raised t=90"], "the unchanged one had been pending since 10")
        #expect(again.read(at: 61, ["t": 91.0]) == ["61 d.hot raised t=91"])
    }

    @Test("a summary of another definition begins anew; one that is the same keeps its window")
    func changedSummaries() throws {
        let rig = try running()
        var same = Self.sketch
        same.summaries.insert(.init(name: "added", every: 100, of: [("t", [.max])]), at: 0)
        var again = try rig.restored(under: same)
        #expect(
            again.pass(to: 100).filter { $0.contains(".s ") } == ["100 d.s [0, 100) t(mean 90, count 1)"])
        var changed = Self.sketch
        changed.summaries[0].of = [("t", [.mean, .max])]
        again = try rig.restored(under: changed)
        #expect(again.pass(to: 100).filter { $0.contains(".s ") }.isEmpty)
    }

    @Test("values follow their names when signals are added, removed and reordered")
    func changedSignals() throws {
        let rig = try running()
        var changed = Self.sketch
        changed.signals = [.init(name: "door", type: .bool), .init(name: "fresh"), .init(name: "t", stale: 1_000)]
        let again = try rig.restored(under: changed)
        #expect(again.value("t") == 90.0 && again.value("door") == true && again.value("fresh") == nil)
        changed.signals.remove(at: 0)
        changed.rules.remove(at: 2)
        #expect(try rig.restored(under: changed).value("t") == 90.0)
    }

    @Test("a signal that has another type by now is no crash: its rules wait for a reading")
    func changedType() throws {
        let rig = try running()
        var changed = Self.sketch
        changed.signals[1].type = .number
        changed.rules[2].when = "door > 1.0"
        var again = try rig.restored(under: changed)
        #expect(again.read(at: 20, ["t": 20.0]).contains("20 d.hot cleared t=20"))
        #expect(again.read(at: 21, ["door": 2.0]) == ["21 d.open raised door=2"])
    }

    @Test("a device that the plan no longer lists is dropped, and the journal after the snapshot still fits")
    func changedDevices() throws {
        let rig = try running()
        var changed = Self.sketch
        changed.devices = ["new", "d"]
        changed.inputs = ["added", "second", "first"]
        changed.signals.reverse()
        var (engine, translation) = try Engine.restore(rig.engine.snapshot(), plan: try changed.plan())
        #expect(engine.device(named: "e") == nil && engine.deviceCount == 2)
        func reading(_ device: Int) -> Input {
            .reading(
                at: 20, device: device, [Reading.Entry(signal: 0, value: 20.0), Reading.Entry(signal: 1, value: false)])
        }
        #expect(translation.translate(reading(1), engine: engine) == nil, "of the device that is gone")
        #expect(translation.translate(reading(7), engine: engine) == nil, "of a device that never was")
        let translated = translation.translate(reading(0), engine: engine)
        let input = try #require(translated)
        #expect(input.reading.input == 2)
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        #expect(outputs.records.map(\.words).contains("20 d.hot cleared t=20"))
        #expect(engine.values(device: 1).map(\.name) == ["door", "t"])
    }

    @Test("a device admitted after the snapshot gets its place again, also where the plan lists it by now")
    func admissions() throws {
        var open = Self.sketch
        open.isOpen = true
        var rig = try Rig(open)
        _ = rig.start(at: 0)
        let snapshot = rig.engine.snapshot()
        var listed = open
        listed.devices = ["d", "e", "g"]
        var (engine, translation) = try Engine.restore(snapshot, plan: try listed.plan())
        var outputs = Outputs()
        for name in ["f", "g"] {
            if let input = translation.translate(.admission(at: 5, name), engine: engine) {
                engine.step(input, into: &outputs)
            }
        }
        #expect(engine.deviceCount == 4)
        for (device, name) in [(2, "f"), (3, "g")] {
            let input = Input.reading(at: 6, device: device, [Reading.Entry(signal: 1, value: true)])
            let translated = translation.translate(input, engine: engine)
            #expect(translated.map { engine.name(of: $0.device) } == name)
        }
    }

    @Test("a parameter that changed takes its new value; a rule on it keeps its state")
    func changedParameter() throws {
        var sketch = Self.sketch
        sketch.parameters = [("limit", 80)]
        sketch.rules = [.init(name: "hot", when: "t > limit")]
        sketch.actuators = []
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 90.0])
        sketch.parameters = [("limit", 100)]
        var again = try rig.restored(under: sketch)
        #expect(again.engine.raised(device: 0) == ["hot"])
        #expect(again.read(at: 2, ["t": 95.0]) == ["2 d.hot cleared t=95"])
    }

    @Test("a signal that turned stale before the snapshot does not turn stale again after it")
    func staleOnce() throws {
        var rig = try Rig(
            PlanSketch(
                signals: [.init(name: "a"), .init(name: "b", stale: 10)],
                rules: [.init(name: "either", when: "a > 1.0 || b > 1.0")]))
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["b": 0.0])
        _ = rig.pass(to: 11)
        _ = rig.read(at: 20, ["a": 2.0], retained: true)
        var again = try rig.restored()
        #expect(rig.pass(to: 30).isEmpty)
        // Nothing was measured since: a retained reading raises nothing, with or without a restart.
        #expect(again.pass(to: 30).isEmpty)
        #expect(again.engine.nextDeadline == nil)
    }

    @Test(
        "a derived value of any kind is the same after a restart as before",
        arguments: [("size(mode) % 2 == 0", "mode"), ("ratio > 10.0", "mode"), ("-ratio < 10.0", "mode")])
    func derivedKinds(when: String, touched: String) throws {
        let sketch = PlanSketch(
            signals: [.init(name: "a"), .init(name: "b"), .init(name: "mode", type: .text), .init(name: "other")],
            derived: [.init(name: "length", text: "size(mode)"), .init(name: "ratio", text: "a / b")],
            rules: [.init(name: "r", when: "(\(when.replacing("size(mode)", with: "length"))) && other > 0.0")])
        var rig = try Rig(sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["a": 1.0, "b": 0.0, "mode": "auto"])
        var again = try rig.restored()
        let expected = rig.read(at: 2, ["other": 1.0])
        #expect(expected.count == 1, "the control: the rule is raised without a restart")
        #expect(again.read(at: 2, ["other": 1.0]) == expected)
    }

    @Test("what is no snapshot is refused, whatever it is")
    func refused() throws {
        let plan = try Self.sketch.plan()
        let bytes = try running().engine.snapshot()
        #expect(throws: MalformedBytes.self) { try Engine.restore([], plan: plan) }
        #expect(throws: MalformedBytes.self) { try Engine.restore([99] + bytes.dropFirst(), plan: plan) }
        #expect(throws: MalformedBytes.self) { try Engine.restore(bytes + [0], plan: plan) }
        for length in bytes.indices {
            #expect(throws: MalformedBytes.self, "cut to \(length)") {
                try Engine.restore(Array(bytes[..<length]), plan: plan)
            }
        }
    }

    @Test("a snapshot that was damaged where no checksum saw it is refused or taken, and never ends the process")
    func damaged() async {
        await #expect(processExitsWith: .success) {
            var generator = SeededGenerator(Trials.seed())
            let plan = try SnapshotTests.sketch.plan()
            let bytes = try SnapshotTests().running().engine.snapshot()
            for _ in 0..<3_000 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let place = Int.random(in: damaged.indices, using: &generator)
                    damaged[place] = generator.pick(0, 1, 2, 0x7F, 0x80, UInt8(truncatingIfNeeded: generator.next()))
                }
                guard var engine = try? Engine.restore(damaged, plan: plan).engine else { continue }
                var outputs = Outputs()
                let now = engine.now.milliseconds
                for input in RandomTrace.make(5, using: &generator)
                where input.kind == .reading && engine.accepts(input) {
                    var input = input
                    input.now = Instant(milliseconds: now).advanced(by: 10)
                    input.reading.values = [Reading.Entry(signal: 0, value: 90.0)]
                    engine.step(input, into: &outputs)
                }
                _ = engine.snapshot()
            }
        }
    }

    @Test("a snapshot whose summary has other items under the same shape does not end the process")
    func foreignItems() async {
        await #expect(processExitsWith: .success) {
            var rig = try Rig(SnapshotTests.sketch)
            _ = rig.start(at: 0)
            let bytes = rig.engine.snapshot()
            let template = rig.engine.plan.templates[0]
            let summary = template.summaries[0]
            let larger = SummaryPlan(
                name: summary.name, window: summary.window, items: summary.items + summary.items,
                shape: summary.shape)
            let changed = Template(
                name: template.name, inputs: template.inputs, slots: template.slots, signals: template.signals,
                nodes: template.nodes, rules: template.rules, actuators: template.actuators, summaries: [larger],
                devices: template.devices, isOpen: template.isOpen)
            var plan = rig.engine.plan
            plan.templates = [changed]
            var again = Rig(try Engine.restore(bytes, plan: plan).engine)
            _ = again.read(at: 1, ["t": 90.0])
            _ = again.pass(to: 1_000)
        }
    }

    @Test(
        "who asked is kept with what was asked; of an entry of a former version nobody knows",
        arguments: [2, 3] as [UInt8])
    func requester(version: UInt8) throws {
        for kind in [Input.Kind.override, .acknowledgement, .faultAcknowledgement] {
            var input = Input()
            input.kind = kind
            input.now = Instant(milliseconds: 7)
            input.index = 1
            input.value = kind == .override ? true : nil
            input.durationMilliseconds = kind == .override ? 5 : 0
            input.name = "user 1000"
            var writer = ByteWriter()
            input.write(to: &writer)
            #expect(writer.bytes[0] == 3)
            // The form before ends where the name begins.
            var bytes = writer.bytes
            if version == 2 { bytes = [2] + bytes[1...].dropLast("user 1000".utf8.count + 1) }
            var reader = ByteReader(bytes)
            let read = try Input(from: &reader)
            #expect(reader.isAtEnd)
            #expect(read.kind == kind && read.index == 1 && read.value == input.value)
            #expect(read.durationMilliseconds == input.durationMilliseconds)
            #expect(read.name == (version == 3 ? "user 1000" : ""))
        }
    }

    @Test("a journal entry that is none is refused, whatever it is")
    func journalEntries() throws {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        let plan = try Self.sketch.plan()
        var taken = 0
        for input in RandomTrace.make(2_000, using: &generator) {
            var writer = ByteWriter()
            input.write(to: &writer)
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8(
                    truncatingIfNeeded: generator.next() % 7)
            }
            var reader = ByteReader(bytes)
            do throws(MalformedBytes) {
                let input = try Input(from: &reader)
                taken += 1
                // What speaks of things that are not there is not let in.
                _ = Engine(plan: plan).accepts(input)
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
            }
        }
        #expect(taken > 500, "the control: many are still entries")
    }
}
