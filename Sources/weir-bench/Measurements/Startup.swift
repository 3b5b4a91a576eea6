/// From the start of the process to its first command: the broker has kept a hot reading for it meanwhile.
struct Startup: Measurement {
    let programs: Programs

    func run() throws(BenchError) -> [Figure] {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage)
        _ = try gateway.process.stop()
        try stage.publish(Load(count: 1, quality: 1, hotEvery: 1, devices: 1))
        let sendTimes = stage.workspace.file("send-times")
        let receiver = try stage.subscriber("receive", quality: 1, ["--send-times", sendTimes])
        // The question is put when the process starts.
        try SendTimes.ask(in: sendTimes)
        let again = try Gateway(restarting: gateway)
        try SendTimes.awaitAnswers(in: sendTimes)
        let counts = Counts(String(decoding: try receiver.stop(), as: UTF8.self))
        guard counts["answers"] == 1 else { throw again.process.failure("did not act on what waited for it") }
        return [
            Figure(
                Heading(name: "cold start to ready", unit: "ms", decimals: 1), again.startup.inSeconds * 1000),
            Figure(
                Heading(
                    name: "cold start to first reaction", unit: "ms", decimals: 1, limits: .most(150, goal: 60)),
                Double(counts["p50"]) / 1e6),
        ]
    }
}
