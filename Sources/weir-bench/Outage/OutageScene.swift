/// A gateway whose line to the platform can be cut, and a platform that counts events.
final class OutageScene {
    let stage: Stage
    let gateway: Gateway
    private let relay: Relay
    private let collector: ChildProcess
    private let eventsBefore: Int64

    init(_ programs: Programs, isRealTime: Bool) throws(BenchError) {
        stage = try Stage(programs, isRealTime: isRealTime)
        relay = try Relay("upstream-line", to: stage.upstream.port, on: stage)
        var setup = GatewaySetup.workload
        setup.send = "[events]"
        setup.upstreamPort = relay.port
        gateway = try Gateway(on: stage, setup)
        // What was warmed up with has arrived before anybody counts.
        try gateway.awaitForwarded(within: .seconds(30))
        collector = try stage.subscriber(
            "collect", quality: 1,
            ["--port", "\(stage.upstream.port)", "--filter", "weir/bench/+/#"])
        eventsBefore = try gateway.counters().events
    }

    /// Cuts the line and lets so many readings be hot.
    /// - Returns: the events that wait.
    func produce(hot: Int, hotEvery: Int) throws(BenchError) -> Int {
        relay.cut()
        // The last round is cool.
        let count = hot * hotEvery + Load.deviceCount
        let load = Load(count: count / Load.deviceCount * Load.deviceCount, quality: 1, hotEvery: hotEvery)
        let published = try stage.publish(load)
        let events = 2 * published["hot"]
        try gateway.settle { now in
            let waiting = now.queued - now.forwarded
            return waiting >= events ? nil : "\(waiting) wait for the platform instead of \(events)"
        }
        return events
    }

    /// - Returns: what is forwarded when the recovery is complete.
    func beginRecovery() throws(BenchError) -> Int64 {
        let queued = try gateway.counters().queued
        try relay.restore()
        return queued
    }

    /// - Returns: when it was complete.
    func awaitRecovery(_ forwarded: Int64) throws(BenchError) -> ContinuousClock.Instant {
        let end = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < end {
            if try gateway.counters().forwarded >= forwarded { return .now }
            try Interruption.sleep(.milliseconds(100))
        }
        throw .miscount("what waited did not all go upstream")
    }

    func recover() throws(BenchError) -> Duration {
        let start = ContinuousClock.now
        return try awaitRecovery(try beginRecovery()) - start
    }

    /// - Returns: what came upstream.
    func finish() throws(BenchError) -> Int {
        try gateway.awaitForwarded(within: .seconds(60))
        try Interruption.sleep(.milliseconds(500))
        return Counts(String(decoding: try collector.stop(), as: UTF8.self))["received"]
    }
}
