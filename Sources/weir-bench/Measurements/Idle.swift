/// At rest: connected, all devices known, nothing to do.
struct Idle {
    struct Sample {
        var proportionalKiB: Double
        var processorMillisecondsPerSecond: Double
    }

    /// Longer than the summaries' window, so that the last of them is out.
    static let pause = Duration.seconds(12)
    static let span = Duration.seconds(5)

    let programs: Programs

    func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage)
        try Interruption.sleep(Idle.pause)
        return try measure(gateway.process)
    }

    func reference() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let subscriber = try stage.subscriber("subscribe", quality: 1)
        try stage.publish(Load(count: 10 * Load.deviceCount, quality: 1, hotEvery: 5))
        try Interruption.sleep(.seconds(1))
        return try measure(subscriber)
    }

    private func measure(_ process: ChildProcess) throws(BenchError) -> Sample {
        let begin = ContinuousClock.now
        let before = try ProcessUsage.processorNanoseconds(of: process.identifier)
        try Interruption.sleep(Idle.span)
        let used = try ProcessUsage.processorNanoseconds(of: process.identifier) - before
        let elapsed = ContinuousClock.now - begin
        return Sample(
            proportionalKiB: try ProcessUsage.proportionalKiB(of: process.identifier),
            processorMillisecondsPerSecond: Double(used) / 1e6 / elapsed.inSeconds)
    }
}
