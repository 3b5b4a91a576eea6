/// Full speed: what a message costs, and the memory it takes.
struct Throughput {
    struct Sample {
        var microsecondsPerMessage: Double
        /// The most of some looks while messages came.
        var proportionalKiB: Double
        var peakKiB: Double
        /// Of the gateway alone.
        var startup: Duration?
    }

    let programs: Programs
    let load: Load

    func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage)
        let before = try gateway.counters()
        var (sample, published) = try measure(gateway.process, on: stage)
        sample.startup = gateway.startup
        try gateway.verify(since: before, count: load.count, hot: published["hot"])
        _ = try gateway.process.stop()
        return sample
    }

    func reference() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let subscriber = try stage.subscriber("subscribe", quality: load.quality)
        let warming = Load(count: 10 * Load.deviceCount, quality: 1, hotEvery: 5)
        try stage.publish(warming)
        let (sample, _) = try measure(subscriber, on: stage)
        let counts = Counts(String(decoding: try subscriber.stop(), as: UTF8.self))
        guard counts["received"] == load.count + warming.count else {
            throw .miscount("the reference subscriber received \(counts["received"]) of \(load.count + warming.count)")
        }
        return sample
    }

    private func measure(_ process: ChildProcess, on stage: Stage) throws(BenchError) -> (Sample, Counts) {
        let before = try Settling.wait(for: process.identifier)
        var most = 0.0
        let published = try stage.publish(load) { () throws(BenchError) in
            most = max(most, try ProcessUsage.proportionalKiB(of: process.identifier))
        }
        let after = try Settling.wait(for: process.identifier)
        most = max(most, try ProcessUsage.proportionalKiB(of: process.identifier))
        return (
            Sample(
                microsecondsPerMessage: Double(after - before) / 1000 / Double(load.count), proportionalKiB: most,
                peakKiB: try ProcessUsage.peakKiB(of: process.identifier)),
            published
        )
    }
}
