/// How long the thread that reads and acts keeps others waiting while the disk is full, both brokers come and go, and
/// messages flood in. Beside it an idle loop in C that wants to wake every millisecond: the machine's own pauses.
struct Pauses: Measurement {
    let programs: Programs
    let seconds: Int
    let isRealTime: Bool

    func run() throws(BenchError) -> [Figure] {
        // A file system of its own, that can be filled to the last byte, needs root.
        guard SmallDisk.isPossible else { return [] }
        let stage = try Stage(programs, isRealTime: isRealTime)
        let disk = try SmallDisk(at: "store", in: stage.workspace, kilobytes: 8192)
        let near = try Relay("local-line", to: stage.local.port, on: stage)
        let far = try Relay("upstream-line", to: stage.upstream.port, on: stage)
        var setup = GatewaySetup()
        setup.localPort = near.port
        setup.upstreamPort = far.port
        let gateway = try Gateway(on: stage, setup)
        try disk.fill()
        let flooding = try stage.start(
            Load(
                count: 20_000 * 2 * seconds / Load.deviceCount * Load.deviceCount, quality: 1, rate: 20_000,
                hotEvery: 1000))
        let timer = try stage.subscriber("timer", quality: 0)
        let asker = try stage.subscriber("ask", quality: 0, ["--path", stage.workspace.file("store/control.sock")])
        let end = ContinuousClock.now + .seconds(2 * seconds)
        var flaps = 0
        while ContinuousClock.now < end {
            for line in [near, far] {
                line.cut()
                try Interruption.sleep(.milliseconds(500))
                try line.restore()
                try Interruption.sleep(.milliseconds(1000))
                flaps += 1
            }
            try disk.fill()
        }
        let answers = Counts(String(decoding: try asker.stop(), as: UTF8.self))
        let lateness = Counts(String(decoding: try timer.stop(), as: UTF8.self))
        guard try gateway.isStoreFailing(), answers["answers"] > 100 * seconds, flaps > 2 else {
            throw .miscount("the disk was not full, or the gateway did not answer: \(answers["answers"]) answers")
        }
        _ = flooding.hasEnded()
        return [("p50", nil), ("p999", Limits.most(50, goal: 50))].map { percentile, limits in
            Figure(
                Heading(
                    name: "answer of the control thread, disk full, flood, brokers flapping, \(percentile)", unit: "ms",
                    decimals: 3, comparison: .difference, limits: limits), Double(answers[percentile]) / 1e6,
                reference: Double(lateness[percentile]) / 1e6)
        }
    }
}
