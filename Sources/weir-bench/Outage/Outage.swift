/// The platform is out of reach while events happen, and comes back.
struct Outage: Measurement {
    let programs: Programs
    let seconds: Int
    let isRealTime: Bool
    let isShort: Bool

    func run() throws(BenchError) -> [Figure] {
        let figures = try short()
        return isShort ? figures : figures + (try hour())
    }

    /// 30,000 events: none may be missing, and memory does not grow with them.
    private func short() throws(BenchError) -> [Figure] {
        let scene = try OutageScene(programs, isRealTime: false)
        let hot = isShort ? 1500 : 15_000
        let events = try scene.produce(hot: hot, hotEvery: WorkloadRun.hotEvery)
        let peak = try ProcessUsage.peakKiB(of: scene.gateway.process.identifier)
        let drained = try scene.recover()
        let received = try scene.finish()
        return [
            Figure(
                Heading(name: "W1 outage, events missing upstream", unit: "of 30,000", limits: .most(0, goal: 0)),
                Double(max(0, events - received))),
            Figure(
                Heading(name: "W1 outage, sent twice", unit: "events"), Double(max(0, received - events))),
            Figure(
                Heading(
                    name: "W1 outage, peak resident", unit: "KiB", limits: .most(20 * 1024, goal: 12 * 1024)), peak),
            Figure(Heading(name: "W1 outage, recovery", unit: "events/s"), Double(events) / drained.inSeconds),
        ]
    }

    /// 1,000 readings a second of which one in twenty is hot make 360,000 events in an hour.
    private func hour() throws(BenchError) -> [Figure] {
        let scene = try OutageScene(programs, isRealTime: isRealTime)
        let load = Load(count: seconds * 1000, quality: 1, rate: 1000, hotEvery: 5)
        let (before, hotBefore) = try Latency.measure(load, on: scene.stage)
        let events = try scene.produce(hot: 180_000, hotEvery: 2)
        let start = ContinuousClock.now
        let drain = try scene.beginRecovery()
        let (during, hotDuring) = try Latency.measure(load, on: scene.stage)
        let drained = try scene.awaitRecovery(drain) - start
        let received = try scene.finish()
        let missing = events + 2 * (hotBefore + hotDuring) - received
        guard missing <= 0 else { throw .miscount("\(missing) events never came upstream") }
        return [
            Figure(
                Heading(name: "catch-up after an hour's outage", unit: "events/s"),
                Double(events) / drained.inSeconds)
        ]
            + Latency.figures(
                "sensor to actuator while catching up, beside before,", during, echo: before, .ratio
            ) { _ in nil }
    }
}
