/// From the sensor to the actuator: from the sending of a hot reading to the arrival of the command that answers it,
/// through the broker both ways.
struct Latency: Measurement {
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

    func run() throws(BenchError) -> [Figure] {
        let weir = try gateway()
        let echo = try echo()
        let rate = load.rate == 1000 ? "" : ", \(load.rate)/s"
        return Latency.figures("sensor to actuator\(rate)", weir, echo: echo, .difference) { name in
            guard rate.isEmpty else { return nil }
            return name == "p50"
                ? .compared(200, goal: 100) : name == "p99" ? .compared(1000, goal: 500) : nil
        }
    }

    static func figures(
        _ name: String, _ weir: Sample, echo: Sample, _ comparison: Heading.Comparison,
        limits: (String) -> Limits?
    ) -> [Figure] {
        let values = [
            ("p50", weir.median, echo.median), ("p99", weir.percentile99, echo.percentile99),
            ("p99.9", weir.percentile999, echo.percentile999),
        ]
        return values.map { percentile, weir, echo in
            Figure(
                Heading(
                    name: "\(name) \(percentile)", unit: "us", comparison: comparison, limits: limits(percentile)),
                weir, reference: echo)
        }
    }

    private func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs, isRealTime: isRealTime)
        let gateway = try Gateway(on: stage)
        let before = try gateway.counters()
        let (sample, hot) = try Latency.measure(load, on: stage)
        try gateway.settle(since: before, count: load.count, hot: hot)
        _ = try gateway.process.stop()
        return sample
    }

    private func echo() throws(BenchError) -> Sample {
        try Latency.echo(load, on: try Stage(programs, isRealTime: isRealTime))
    }

    /// The floor: a client that answers in the callback that hears, without rules or store.
    static func echo(_ load: Load, on stage: Stage) throws(BenchError) -> Sample {
        let echo = try stage.subscriber("echo", quality: load.quality)
        let warming = Load.warming()
        try stage.publish(warming)
        let (sample, _) = try measure(load, on: stage)
        let counts = Counts(String(decoding: try echo.stop(), as: UTF8.self))
        guard counts["received"] == load.count + warming.count else {
            throw .miscount("the echo received \(counts["received"]) of \(load.count + warming.count)")
        }
        return sample
    }

    /// - Parameters:
    ///   - load: of which every hot reading is answered.
    ///   - answers: where; the commands at the local broker when left out.
    static func measure(
        _ load: Load, on stage: Stage, answers: (port: Int, filter: String)? = nil
    ) throws(BenchError) -> (Sample, hot: Int) {
        let sendTimes = stage.workspace.file("send-times")
        var options = ["--send-times", sendTimes]
        if let answers { options += ["--port", "\(answers.port)", "--filter", answers.filter] }
        let receiver = try stage.subscriber("receive", quality: load.quality, options)
        let published = try stage.publish(load, sendTimes: sendTimes)
        try SendTimes.awaitAnswers(in: sendTimes)
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
