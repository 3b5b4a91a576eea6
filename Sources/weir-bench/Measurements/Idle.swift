/// At rest: connected, all devices known, nothing to do.
struct Idle: Measurement {
    struct Sample {
        var proportionalKiB: Double
        var processorMillisecondsPerSecond: Double
        /// How often any of its threads was woken.
        var wakeUpsPerSecond: Double
    }

    /// Longer than the summaries' window, so that the last of them is out.
    static let pause = Duration.seconds(12)
    static let span = Duration.seconds(5)

    let programs: Programs
    let isShort: Bool

    func run() throws(BenchError) -> [Figure] {
        let weir = try gateway()
        let reference = try reference()
        return [
            Figure(
                Heading(
                    name: "PSS idle", unit: "KiB", comparison: .ratio, limits: .most(12 * 1024, goal: 9 * 1024)),
                weir.proportionalKiB, reference: reference.proportionalKiB),
            Figure(
                Heading(
                    name: "CPU idle", unit: "ms/s", decimals: 2, comparison: .difference,
                    limits: .most(5, goal: 2)), weir.processorMillisecondsPerSecond,
                reference: reference.processorMillisecondsPerSecond),
            Figure(
                Heading(name: "wake-ups idle", unit: "1/s", decimals: 1, comparison: .difference),
                weir.wakeUpsPerSecond, reference: reference.wakeUpsPerSecond),
        ]
    }

    private func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage)
        if !isShort { try Interruption.sleep(Idle.pause) }
        return try measure(gateway.process)
    }

    private func reference() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let subscriber = try stage.subscriber("subscribe", quality: 1)
        try stage.publish(Load.warming())
        try Interruption.sleep(.seconds(1))
        return try measure(subscriber)
    }

    private func measure(_ process: ChildProcess) throws(BenchError) -> Sample {
        let begin = ContinuousClock.now
        let before = try ProcessUsage.processorNanoseconds(of: process.identifier)
        let sleeps = ProcessUsage.voluntarySwitches(of: process.identifier)
        try Interruption.sleep(Idle.span)
        let used = try ProcessUsage.processorNanoseconds(of: process.identifier) - before
        let woken = ProcessUsage.voluntarySwitches(of: process.identifier) - sleeps
        let elapsed = ContinuousClock.now - begin
        return Sample(
            proportionalKiB: try ProcessUsage.proportionalKiB(of: process.identifier),
            processorMillisecondsPerSecond: Double(used) / 1e6 / elapsed.inSeconds,
            wakeUpsPerSecond: woken / elapsed.inSeconds)
    }
}
