/// From the sensor to the actuator: from the sending of a hot reading to the arrival of the command that answers it,
/// through the broker both ways.
struct Latency {
    struct Sample {
        /// Microseconds.
        var median: Double
        var percentile99: Double
        var percentile999: Double
    }

    let programs: Programs
    let load: Load
    /// Whether sensors, broker, and what is measured run before everything else of the machine.
    let isRealTime: Bool

    func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs, isRealTime: isRealTime)
        let gateway = try Gateway(on: stage)
        let before = try gateway.counters()
        let (sample, hot) = try measure(on: stage)
        try gateway.verify(since: before, count: load.count, hot: hot)
        _ = try gateway.process.stop()
        return sample
    }

    func reference() throws(BenchError) -> Sample {
        let stage = try Stage(programs, isRealTime: isRealTime)
        let echo = try stage.subscriber("echo", quality: load.quality)
        let warming = Load(count: 10 * Load.deviceCount, quality: 1, hotEvery: 5)
        try stage.publish(warming)
        let (sample, _) = try measure(on: stage)
        let counts = Counts(String(decoding: try echo.stop(), as: UTF8.self))
        guard counts["received"] == load.count + warming.count else {
            throw .miscount("the echo received \(counts["received"]) of \(load.count + warming.count)")
        }
        return sample
    }

    private func measure(on stage: Stage) throws(BenchError) -> (Sample, hot: Int) {
        let sendTimes = stage.workspace.file("send-times")
        let receiver = try stage.subscriber("receive", quality: load.quality, ["--send-times", sendTimes])
        let published = try stage.publish(load, sendTimes: sendTimes)
        try Interruption.sleep(.milliseconds(500))
        let counts = Counts(String(decoding: try receiver.stop(), as: UTF8.self))
        let hot = published["hot"]
        guard counts["answers"] == hot, counts["unexpected"] == 0, counts["unanswered"] == 0 else {
            throw .miscount(
                """
                of \(hot) hot readings \(counts["answers"]) were answered, \(counts["unanswered"]) too late, and \
                \(counts["unexpected"]) answers had no question
                """)
        }
        return (
            Sample(
                median: Double(counts["p50"]) / 1000, percentile99: Double(counts["p99"]) / 1000,
                percentile999: Double(counts["p999"]) / 1000),
            hot
        )
    }
}
