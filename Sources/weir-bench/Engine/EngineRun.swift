internal import CAllocations
internal import Engine
internal import Telemetry

/// An engine that takes readings, each device once a second of its own time.
struct EngineRun {
    struct Sample {
        var nanosecondsPerReading: Double
        /// Of those readings of which nothing came.
        var allocationsPerReading: Double
        var outputs: Int
        /// What is said is written down, and that takes memory.
        var allocationsPerOutput: Double
    }

    private let load: EngineLoad
    private var engine: Engine
    private var input = Input()
    private var outputs = Outputs()
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var count = 0
    /// Midnight, so that a window of a day does not close.
    private static let start: Int64 = 1_700_006_400_000

    init(_ load: EngineLoad, in workspace: Workspace) throws(BenchError) {
        self.load = load
        let plan = try load.plan(in: workspace)
        engine = Engine(plan: plan)
        input.now = Instant(milliseconds: EngineRun.start)
        input.kind = .start
        engine.step(input, into: &outputs)
        input.kind = .admission
        for device in 0..<load.devices {
            input.name = "device-\(device)"
            engine.step(input, into: &outputs)
        }
        outputs.removeAll()
        input.kind = .reading
        for name in load.signals {
            guard let signal = plan.templates[0].signals.firstIndex(where: { $0.name == name }) else {
                throw .missing("the plan has no signal '\(name)'")
            }
            input.reading.values.append(Reading.Entry(signal: signal, value: nil))
        }
    }

    /// Takes so many readings and says what each cost.
    mutating func measure(_ readings: Int) throws(BenchError) -> Sample {
        let before = engine.counters
        var said = 0
        var quiet = 0
        var allocatedInQuiet: UInt64 = 0
        var allocatedForOutputs: UInt64 = 0
        let begin = ThreadClock.nanoseconds
        for _ in 0..<readings {
            let allocations = weir_allocation_count()
            take()
            let allocated = weir_allocation_count() - allocations
            if outputs.records.isEmpty {
                quiet += 1
                allocatedInQuiet += allocated
            } else {
                said += outputs.records.count
                allocatedForOutputs += allocated
            }
            outputs.removeAll()
        }
        let elapsed = ThreadClock.nanoseconds - begin
        let after = engine.counters
        guard after.readings - before.readings == readings, after.evaluationErrors == before.evaluationErrors,
            after.valuesOutOfRange == before.valuesOutOfRange, (said > 0) == (load.hotEvery > 0)
        else { throw .miscount("the engine took \(after) with \(said) outputs") }
        return Sample(
            nanosecondsPerReading: Double(elapsed) / Double(readings),
            allocationsPerReading: Double(allocatedInQuiet) / Double(max(1, quiet)), outputs: said,
            allocationsPerOutput: Double(allocatedForOutputs) / Double(max(1, said)))
    }

    private mutating func take() {
        input.now = Instant(milliseconds: EngineRun.start + Int64(count) * 1000 / Int64(load.devices))
        input.device = count % load.devices
        input.reading.content = UInt64(count)
        count += 1
        for index in input.reading.values.indices {
            // A linear congruential generator is random enough for a thermometer (Knuth, TAOCP 2, 3.3.4).
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            input.reading.values[index].value = .number(2 + Double(random >> 56) / 128)
        }
        // Between 20 and 52 degrees.
        let isHot = load.hotEvery > 0 && count % load.hotEvery == 0
        input.reading.values[0].value = .number(isHot ? 95 : 20 + Double(random >> 56) / 8)
        if input.reading.values.count > 1 { input.reading.values[1].value = .number(40 + Double(random >> 56) / 16) }
        engine.step(input, into: &outputs)
    }
}
