import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What event time promises, over random plans and traces.
@Suite struct EventTimeProperties {
    /// Events and summaries of one device, to some time before the end; what actuators do goes by the gateway's time.
    private static func told(_ run: Run, of device: String) -> [String] {
        let limit = Timestamp(milliseconds: end - 500 + EventTimeTrace.wallOffset)
        return run.outputs.filter { output in
            guard output.device == device else { return false }
            return switch output {
            case .event(let event): event.time < limit
            case .summary(let summary): summary.to < limit
            case .suppression(let suppression): suppression.actuator == nil && suppression.time < limit
            case .command: false
            }
        }.map(\.json)
    }

    private static func difference(_ expected: Run, _ found: Run) -> String? {
        for device in ["d0", "d1"] {
            if let difference = Campaign.difference(told(expected, of: device), told(found, of: device)) {
                return "\(device): \(difference)"
            }
        }
        return nil
    }

    private static let end: Int64 = EventTimeTrace.begin + 20_000

    /// Schedules, actuators, silence and other devices go by the gateway's time: rules that ask for one go by both.
    private static func asksForGatewayTime(_ random: RandomSketch) -> Bool {
        random.words.contains { words in
            words.hasPrefix("r") && ["p.on", "night", "heartbeat"].contains { words.contains($0) }
        }
    }

    @Test("readings that come out of order are told of as if they had come in order and at once, to the identities")
    func reordering() throws {
        var isReordered = false
        var told = 0
        try Campaign.run("event time: reordering", isLinked: false) { random, _, _, generator in
            guard !Self.asksForGatewayTime(random) else { return nil }
            var generator = generator
            let trace = EventTimeTrace(using: &generator)
            let timed = try random.timed(trace.settings).plan()
            let plain = try random.timed([]).plan()
            isReordered = isReordered || trace.delayed.map(\.reading.time) != trace.ordered.map(\.reading.time)
            func difference(_ trace: EventTimeTrace) -> String? {
                // The devices' clocks stand behind the gateway's by the greatest delay.
                let start = Input.start(
                    at: EventTimeTrace.begin - 50 - trace.delay, wallOffset: EventTimeTrace.wallOffset)
                let end = Input.passing(at: Self.end)
                let reference = Run(plain, [start] + trace.ordered + [end])
                let inOrder = Run(timed, [EventTimeTrace.start] + trace.ordered + [end])
                let delayed = Run(timed, [EventTimeTrace.start] + trace.delayed + [end])
                told += Self.told(delayed, of: "d0").count
                if delayed.engine.counters.readingsLate > 0 { return "none is later than it may be" }
                return Self.difference(reference, inOrder) ?? Self.difference(reference, delayed)
            }
            guard difference(trace) != nil else { return nil }
            let numbers = shrunk(Array(trace.ordered.indices)) { difference(trace.keeping($0)) != nil }
            let rest = trace.keeping(numbers)
            return (rest.delayed.map(\.words) + [difference(rest) ?? ""]).joined(separator: "\n")
        }
        #expect(
            isReordered && told > 100 || Trials.givenSeed != nil,
            "the control: traces are out of order, and have consequences")
    }

    /// With everything that may happen meanwhile: late and untrusted readings, readings without a time, retained ones,
    /// clocks that are set, starts.
    private static func wild(_ random: RandomSketch, using generator: inout SeededGenerator) -> (PlanSketch, [Input]) {
        let trace = EventTimeTrace(using: &generator)
        var sketch = random.sketch
        sketch.eventTime = Bool.random(using: &generator) ? trace.settings : [trace.settings[0], nil]
        sketch.maximumHeld = generator.pick(4096, 4096, 3)
        var inputs = [EventTimeTrace.start]
        var wallOffset = generator.pick(EventTimeTrace.wallOffset, 0)
        inputs[0].wallOffset = wallOffset
        var lag: Int64 = 0
        for reading in trace.delayed {
            var reading = reading
            lag += generator.pick(0, 0, 0, 0, 0, 0, 2_000)
            reading.now = reading.now.advanced(by: lag)
            switch Int.random(in: 0..<24, using: &generator) {
            case 0: reading.reading.time = nil
            case 1: reading.reading.isRetained = true
            case 2: reading.reading.time?.milliseconds -= generator.pick(60, 5_000, 8 * 86_400_000, Int64.max / 2)
            case 3: reading.reading.time?.milliseconds += generator.pick(60, 5_000, 8 * 86_400_000, Int64.max / 4)
            case 4:
                wallOffset += generator.pick(-86_400_000, -13, 3, 86_400_000, 1_700_000_000_000)
                inputs.append(.clock(at: reading.now.milliseconds, wallOffset: wallOffset))
            case 5:
                wallOffset += generator.pick(0, 30_000)
                inputs.append(.start(at: reading.now.milliseconds, wallOffset: wallOffset))
            case 6: inputs.append(.passing(at: reading.now.milliseconds))
            default: break
            }
            inputs.append(reading)
        }
        let last = inputs.last?.now.milliseconds ?? 0
        inputs.append(.passing(at: last + 10_000))
        return (sketch, inputs)
    }

    @Test("an engine restored after every input says the same, and its snapshot is the same to the byte")
    func restore() throws {
        try Campaign.run("event time: restore after every input") { random, _, _, generator in
            var generator = generator
            let (sketch, inputs) = Self.wild(random, using: &generator)
            let plan = try sketch.plan()
            var straight = Run(Engine(plan: plan))
            var interrupted = Run(Engine(plan: plan))
            for input in inputs {
                straight.take(input)
                interrupted.take(input)
                try interrupted.restart(under: plan)
                let difference = Campaign.difference(
                    straight.steps.last?.map(\.json) ?? [], interrupted.steps.last?.map(\.json) ?? [])
                if let difference { return "\(difference)\nafter: \(input.words)" }
                if straight.engine.snapshot() != interrupted.engine.snapshot() {
                    return "the snapshots differ after: \(input.words)"
                }
            }
            return nil
        }
    }

    @Test("coarser or finer ticks change nothing")
    func ticks() throws {
        try Campaign.run("event time: ticks") { random, _, _, generator in
            var generator = generator
            let (sketch, inputs) = Self.wild(random, using: &generator)
            let plan = try sketch.plan()
            var finer: [Input] = []
            var now = inputs.first?.now.milliseconds ?? 0
            for input in inputs {
                while now < input.now.milliseconds {
                    now += Int64.random(in: 1...40, using: &generator)
                    if now < input.now.milliseconds { finer.append(.passing(at: now)) }
                }
                finer.append(input)
            }
            return Campaign.difference(Run(plan, inputs).lines, Run(plan, finer).lines)
        }
    }

    @Test("every reading is judged, held, late or refused: the counts add up")
    func balance() throws {
        var late = 0
        try Campaign.run("event time: balance") { random, _, _, generator in
            var generator = generator
            let (sketch, inputs) = Self.wild(random, using: &generator)
            let run = Run(try sketch.plan(), inputs)
            let came = inputs.filter { $0.kind == .reading }
            let retained = came.filter(\.reading.isRetained).count
            let counters = run.engine.counters
            let held = (0..<2).reduce(0) { $0 + (run.engine.eventTime(device: $1)?.held ?? 0) }
            let judged = run.engine.devices.reduce(0) { $0 + $1.inputs.reduce(0) { $0 + Int($1.count) } }
            late += counters.readingsLate
            let sum = judged + held + counters.readingsLate + counters.readingsOutOfOrder + retained
            return counters.readings == came.count && sum == came.count
                ? nil
                : "\(came.count) came: judged \(judged), held \(held), late \(counters.readingsLate), out of order "
                    + "\(counters.readingsOutOfOrder), retained \(retained)"
        }
        #expect(late > 0 || Trials.givenSeed != nil, "the control: some come too late")
    }

    @Test("damaged bytes of held readings are refused or taken, and never trap")
    func damage() throws {
        try Campaign.run("event time: damaged snapshot") { random, _, _, generator in
            var generator = generator
            let (sketch, inputs) = Self.wild(random, using: &generator)
            let plan = try sketch.plan()
            let run = Run(plan, Array(inputs.prefix(Int.random(in: 1...inputs.count, using: &generator))))
            var bytes = run.engine.snapshot()
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8(truncatingIfNeeded: generator.next())
            }
            do throws(MalformedBytes) {
                let restored = try Engine.restore(bytes, plan: plan).engine
                // Years that pass as a clock is off by so much come to an end, but not within a test.
                guard restored.now == run.engine.now, restored.wallOffset == run.engine.wallOffset else { return nil }
                let isNear = restored.devices.indices.allSatisfy { device in
                    guard let clock = restored.devices[device].eventClock, device < run.engine.devices.count,
                        let sound = run.engine.devices[device].eventClock
                    else { return true }
                    return clock.offset == sound.offset && clock.skew == sound.skew && clock.reached == sound.reached
                        && clock.held.lastTime == sound.held.lastTime
                        && zip(clock.inputs, sound.inputs).allSatisfy { $0.greatest == $1.greatest }
                }
                guard isNear else { return nil }
                var again = Run(restored)
                for input in inputs { again.take(input) }
            } catch {}
            return nil
        }
    }
}
