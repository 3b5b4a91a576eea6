/// One source floods: it is limited, what is refused is counted, and the others are served as before.
struct Overload: Measurement {
    static let floodRate = 20_000
    /// Of the source that floods.
    static let limit = 100

    let programs: Programs
    let seconds: Int
    let isRealTime: Bool

    func run() throws(BenchError) -> [Figure] {
        let stage = try Stage(programs, isRealTime: isRealTime)
        var setup = GatewaySetup()
        setup.floodRate = Overload.limit
        let gateway = try Gateway(on: stage, setup)
        let load = Load(count: seconds * 1000, quality: 1, rate: 1000, hotEvery: 5)
        let (before, _) = try Latency.measure(load, on: stage)
        // The limit holds on average over a minute: that much is let through first, and is no part of the measurement.
        try stage.publish(flood(count: 60 * Overload.limit))
        let refused = try gateway.counters().rateLimited
        let start = ContinuousClock.now
        let count = (seconds + 2) * Overload.floodRate
        let flooding = try stage.start(flood(count: count))
        let (during, _) = try Latency.measure(load, on: stage)
        guard let line = try flooding.line(within: .seconds(60)), Counts(line)["published"] == count else {
            throw flooding.failure("did not flood")
        }
        let most = Int(Double(2 * Overload.limit) * ((ContinuousClock.now - start).inSeconds + 2))
        let least = max(1, count - most)
        var limited: Int64 = 0
        try gateway.settle { now in
            limited = now.rateLimited - refused
            return limited >= least ? nil : "of a flood \(limited) messages were refused instead of \(least) or more"
        }
        let peak = try ProcessUsage.peakKiB(of: gateway.process.identifier)
        return Latency.figures(
            "sensor to actuator beside a flood of 20,000/s, and without,", during, echo: before, .ratio
        ) { _ in nil } + [
            Figure(
                Heading(name: "refused of the flood, and counted", unit: "%", decimals: 1),
                100 * Double(limited) / Double(count)),
            Figure(Heading(name: "peak resident beside a flood", unit: "KiB"), peak),
        ]
    }

    private func flood(count: Int) -> Load {
        Load(
            count: count, quality: 0, rate: Overload.floodRate, hotEvery: 0, devices: 1, plant: "flood",
            firstDevice: 900, isFleet: true)
    }
}
