/// The engine alone, in this process: no broker, no disk, one thread.
struct EngineCost {
    struct Sample {
        var thousandDevices: EngineRun.Sample
        var guarded: EngineRun.Sample
        /// Nanoseconds a reading, in the order of `ruleCounts` and `deviceCounts`.
        var byRules: [Double]
        var byDevices: [Double]
        var expression: Double
    }

    static let ruleCounts = [10, 100, 1_000, 10_000]
    static let deviceCounts = [10, 1_000, 10_000]

    let programs: Programs
    let readings: Int

    func measure() throws(BenchError) -> Sample {
        var byRules: [Double] = []
        for count in EngineCost.ruleCounts { byRules.append(try run(.rules(count)).nanosecondsPerReading) }
        var byDevices: [Double] = []
        for count in EngineCost.deviceCounts {
            byDevices.append(try run(.tenRules(devices: count)).nanosecondsPerReading)
        }
        return Sample(
            thousandDevices: try run(.tenRules(devices: 1000)), guarded: try run(.guarded), byRules: byRules,
            byDevices: byDevices, expression: try ExpressionCost.nanoseconds())
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
