/// Full speed: what a message costs, and the memory it takes.
struct Throughput: Measurement {
    struct Sample {
        var microsecondsPerMessage: Double
        /// The most of some looks while messages came.
        var proportionalKiB: Double
        var peakKiB: Double
    }

    let programs: Programs
    let load: Load

    func run() throws(BenchError) -> [Figure] {
        let weir = try gateway()
        let reference = try reference()
        let name = load.quality == 0 ? "QoS 0" : "QoS 1 durable"
        let limits: Limits = load.quality == 0 ? .compared(1.5, goal: 1.2) : .compared(1.3, goal: 1.0)
        return [
            Figure(
                Heading(
                    name: "CPU per message, \(name)", unit: "us", decimals: 2, comparison: .ratio, limits: limits),
                weir.microsecondsPerMessage, reference: reference.microsecondsPerMessage),
            Figure(
                Heading(name: "messages per CPU-second, \(name)", unit: "1/s", comparison: .ratio),
                1e6 / weir.microsecondsPerMessage, reference: 1e6 / reference.microsecondsPerMessage),
            Figure(
                Heading(name: "PSS under load, \(name)", unit: "KiB", comparison: .ratio),
                weir.proportionalKiB, reference: reference.proportionalKiB),
            Figure(
                Heading(name: "peak resident, \(name)", unit: "KiB", comparison: .ratio), weir.peakKiB,
                reference: reference.peakKiB),
        ]
    }

    func gateway() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage)
        let before = try gateway.counters()
        let sample = try measure(gateway.process, on: stage) { published throws(BenchError) in
            try gateway.settle(since: before, count: load.count, hot: published["hot"])
        }
        _ = try gateway.process.stop()
        return sample
    }

    func reference() throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let subscriber = try stage.subscriber("subscribe", quality: load.quality)
        let warming = Load.warming()
        try stage.publish(warming)
        let sample = try measure(subscriber, on: stage) { _ throws(BenchError) in
            try Settling.wait(for: subscriber.identifier)
        }
        let counts = Counts(String(decoding: try subscriber.stop(), as: UTF8.self))
        guard counts["received"] == load.count + warming.count else {
            throw .miscount("the reference subscriber received \(counts["received"]) of \(load.count + warming.count)")
        }
        return sample
    }

    /// - Parameter settle: gives the processor time when everything published is done.
    private func measure(
        _ process: ChildProcess, on stage: Stage, settle: (Counts) throws(BenchError) -> Int64
    ) throws(BenchError) -> Sample {
        let before = try Settling.wait(for: process.identifier)
        var most = 0.0
        let published = try stage.publish(load) { () throws(BenchError) in
            most = max(most, try ProcessUsage.proportionalKiB(of: process.identifier))
        }
        let after = try settle(published)
        most = max(most, try ProcessUsage.proportionalKiB(of: process.identifier))
        return Sample(
            microsecondsPerMessage: Double(after - before) / 1000 / Double(load.count), proportionalKiB: most,
            peakKiB: try ProcessUsage.peakKiB(of: process.identifier))
    }
}
