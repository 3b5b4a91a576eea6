/// The engine alone, in this process: no broker, no disk, one thread.
struct EngineCost: Measurement {
    static let ruleCounts = [10, 100, 1_000, 10_000]
    static let deviceCounts = [10, 1_000, 10_000]

    let programs: Programs
    let readings: Int

    func run() throws(BenchError) -> [Figure] {
        var figures: [Figure] = []
        let thousand = try run(.tenRules(devices: 1000))
        figures.append(
            Figure(
                Heading(
                    name: "engine alone, 1,000 devices of 10 rules", unit: "readings per CPU-second",
                    limits: .least(1e6, goal: 1e6)), 1e9 / thousand.nanosecondsPerReading))
        figures.append(allocations("1,000 devices of 10 rules", thousand))
        figures.append(
            Figure(
                Heading(name: "allocations of an output, 1,000 devices of 10 rules", unit: "each", decimals: 3),
                thousand.allocationsPerOutput))
        let guarded = try run(.guarded)
        figures.append(
            Figure(
                Heading(name: "engine alone, guards and windows at rest", unit: "ns per reading"),
                guarded.nanosecondsPerReading))
        figures.append(allocations("guards and windows at rest", guarded))
        for count in EngineCost.ruleCounts {
            figures.append(
                Figure(
                    Heading(name: "engine alone, \(count) rules, 10 read the signal", unit: "ns per reading"),
                    try run(.rules(count)).nanosecondsPerReading))
        }
        for count in EngineCost.deviceCounts {
            figures.append(
                Figure(
                    Heading(name: "engine alone, \(count) devices of 10 rules", unit: "ns per reading"),
                    try run(.tenRules(devices: count)).nanosecondsPerReading))
        }
        let expression = try ExpressionCost.measure()
        figures.append(
            Figure(
                Heading(name: ExpressionCost.text, unit: "ns", decimals: 1, limits: .most(40, goal: 25)),
                expression.nanoseconds))
        figures.append(
            Figure(
                Heading(
                    name: "allocations of that expression", unit: "each", decimals: 3, limits: .most(0, goal: 0)),
                expression.allocations))
        return figures
    }

    private func allocations(_ name: String, _ sample: EngineRun.Sample) -> Figure {
        Figure(
            Heading(
                name: "allocations, \(name)", unit: "per reading", decimals: 3, limits: .most(0, goal: 0)),
            sample.allocationsPerReading)
    }

    private func run(_ load: EngineLoad) throws(BenchError) -> EngineRun.Sample {
        let workspace = try Workspace(in: programs.directory)
        var run = try EngineRun(load, in: workspace)
        // Lists and windows have their size after some minutes of the engine's time.
        let warming = EngineRun.warming(load)
        try Interruption.check()
        _ = try run.measure(warming)
        return try run.measure(readings)
    }
}

extension EngineRun {
    /// Long enough for the windows of a minute and the summaries of ten seconds, and for something hot.
    static func warming(_ load: EngineLoad) -> Int { max(2 * load.hotEvery, 150 * min(load.devices, 1000)) }
}
