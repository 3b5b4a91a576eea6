import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct MeaningProperties {
    @Test("a reference that was written without the engine says the same about rules, commands and summaries")
    func reference() throws {
        var records = 0
        var reasons: Set<Substring> = []
        try Campaign.run("naive reference") { random, plan, inputs, _ in
            let naive = NaiveEngine(random)
            var run = Run(Engine(plan: plan))
            for input in inputs where run.take(input) {
                let expected = naive.take(input)
                if naive.isEndless { return run.engine.counters.chainsCut > 0 ? nil : "an endless chain is not cut" }
                let found = run.steps.last?.map(\.words) ?? []
                records += found.count
                for line in found {
                    guard let reason = line.split(separator: " suppressed: ").dropFirst().first else { continue }
                    reasons.insert(reason.prefix { $0 != "," })
                }
                guard let difference = Campaign.difference(expected, found) else { continue }
                let same = zip(expected, found).prefix { $0 == $1 }.map(\.0)
                return (["after \(input.words)"] + same + [difference]).joined(separator: "\n")
            }
            return nil
        }
        guard Trials.givenSeed == nil else { return }
        #expect(records > 100, "the control: random traces have consequences")
        let all: Set<Substring> = [
            "priority", "manual", "latch", "interlock", "not_ready", "stale", "max_on", "permissive", "min_on",
            "min_off",
            "rate", "feedback", "group", "inhibited", "cooldown", "clock_unknown",
        ]
        #expect(all.subtracting(reasons) == [], "the control: each of these came about")
    }

    @Test("an unrelated rule changes nothing for the others, not even their identities")
    func unrelatedRule() throws {
        try Campaign.run("unrelated rule") { random, plan, inputs, _ in
            var larger = random.sketch
            larger.signals.append(.init(name: "z"))
            larger.rules.insert(.init(name: "unrelated", when: "z > 0.0 || a > 1.0", hold: 3), at: 0)
            larger.rules.append(.init(name: "unrelatedToo", when: "f"))
            // An acknowledgement names its rule by its place.
            let inputs = inputs.filter { $0.kind != .acknowledgement }
            let run = Run(try larger.plan(), inputs)
            let others = run.lines.filter { !$0.contains("unrelated") }
            return Campaign.difference(Run(plan, inputs).lines, others)
        }
    }

    @Test("each device alone does what it does among others")
    func devicesAlone() throws {
        try Campaign.run("devices alone", isLinked: false) { _, plan, inputs, _ in
            let together = Run(plan, inputs).outputs
            for device in 0..<2 {
                let general: Set<Input.Kind> = [.start, .clock, .passing]
                let alone = inputs.filter { general.contains($0.kind) || $0.kind != .admission && $0.device == device }
                let expected = together.filter { $0.device == "d\(device)" }.map(\.json)
                let found = Run(plan, alone).outputs.filter { $0.device == "d\(device)" }.map(\.json)
                if let difference = Campaign.difference(expected, found) { return difference }
            }
            return nil
        }
    }

    @Test("shifted by a multiple of all windows, the same things happen that much later")
    func shifted() throws {
        try Campaign.run("shifted times") { _, plan, inputs, _ in
            let shift: Int64 = 60_000 * 1_234
            let later = inputs.map { input in
                var input = input
                input.now = input.now.advanced(by: shift)
                input.reading.time = input.reading.time.map { Timestamp(milliseconds: $0.milliseconds + shift) }
                return input
            }
            func words(_ run: Run, _ shift: Int64) -> [String] {
                run.outputs.map { output in
                    guard case .summary(var summary) = output else {
                        let parts = output.words.split(separator: " ", maxSplits: 1)
                        return "\((Int64(parts[0]) ?? 0) + shift) \(parts[1])"
                    }
                    summary.time.milliseconds += shift
                    summary.from.milliseconds += shift
                    summary.to.milliseconds += shift
                    return Output.summary(summary).words
                }
            }
            return Campaign.difference(words(Run(plan, inputs), shift), words(Run(plan, later), 0))
        }
    }

    @Test("the caps hold: devices, records of a step, and what time still has to serve")
    func caps() throws {
        try Campaign.run("caps") { random, plan, inputs, _ in
            let run = Run(plan, inputs)
            if run.engine.deviceCount > plan.deviceLimit { return "\(run.engine.deviceCount) devices" }
            let most = Engine.maximumRecords(random.sketch)
            for (input, records) in zip(inputs, run.steps) where input.kind == .reading {
                // What time brought about before the reading is not the reading's.
                let here = records.filter { $0.words.hasPrefix("\(input.now.milliseconds + run.engine.wallOffset) ") }
                if here.count > 8 * most { return "\(here.count) records at \(input.words)" }
            }
            return nil
        }
    }

    @Test("every identity of a run is its own")
    func identities() throws {
        try Campaign.run("identities") { _, plan, inputs, _ in
            var seen: Set<Identifier> = []
            for output in Run(plan, inputs).outputs {
                guard let identifier = output.identifier else { continue }
                if !seen.insert(identifier).inserted { return "twice: \(output.json)" }
            }
            return nil
        }
    }

    @Test("what fails is shrunk to what matters: the control of the campaigns")
    func shrinking() throws {
        let rest = shrunk(Array(0..<1_000)) { $0.contains(17) && $0.contains(900) }
        #expect(rest == [17, 900])
        #expect(shrunk([1, 2, 3]) { _ in true } == [])
        // The campaign itself notices a wrong engine.
        withKnownIssue {
            try Campaign.run("a property that is wrong on purpose") { _, plan, inputs, _ in
                Run(plan, inputs).outputs.isEmpty ? nil : "something was said"
            }
        }
    }
}

extension Engine {
    /// What one device can say in one round of one instant.
    fileprivate static func maximumRecords(_ sketch: PlanSketch) -> Int {
        let devices = sketch.deviceLimit
        return devices * (sketch.rules.count * 2 + sketch.actuators.count * (1 + sketch.rules.count))
            + sketch.summaries.count
    }
}
