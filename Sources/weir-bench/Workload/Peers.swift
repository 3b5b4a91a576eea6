/// Weir and its peers, each on what it can do of the whole workload. A figure below 1 is in Weir's favour; the peers do
/// less of the work, never more.
struct Peers: Measurement {
    let programs: Programs
    let peers: [Peer]
    let messages: Int
    let seconds: Int
    let isRealTime: Bool

    func run() throws(BenchError) -> [Figure] {
        let weir = WorkloadRun(programs: programs, contestant: WeirContestant())
        let speed = try weir.speed(count: messages, isShort: true).microsecondsPerMessage
        let latency = try weir.latency(seconds: seconds, isRealTime: isRealTime)
        var figures: [Figure] = []
        for peer in peers {
            try Interruption.check()
            let (theirs, kind) = try self.speed(of: peer)
            figures.append(
                Figure(
                    heading("CPU per message, \(peer.name) (\(kind.rawValue))", decimals: 2), speed,
                    reference: theirs))
            guard let answer = try self.latency(of: peer) else { continue }
            figures.append(
                Figure(
                    heading("event to \(answer.1), \(peer.name), p50", decimals: 0, isLimited: false), latency.median,
                    reference: answer.0.median))
            figures.append(
                Figure(
                    heading("event to \(answer.1), \(peer.name), p99", decimals: 0), latency.percentile99,
                    reference: answer.0.percentile99))
        }
        return figures
    }

    private func heading(_ name: String, decimals: Int, isLimited: Bool = true) -> Heading {
        Heading(
            name: name, unit: "us", decimals: decimals, comparison: .ratio,
            limits: isLimited ? .compared(1, goal: 0.5) : nil)
    }

    private func speed(of peer: Peer) throws(BenchError) -> (Double, Peer.Kind) {
        let stage = try Stage(programs)
        let running = try peer.start(on: stage)
        var collector: ChildProcess?
        if let answers = running.answers(on: stage) {
            collector = try stage.subscriber(
                "collect", quality: 0, ["--port", "\(answers.port)", "--filter", answers.filter])
        }
        let before = try ProcessUsage.treeNanoseconds(of: running.process.identifier)
        let published = try stage.publish(
            running.load(Load(count: messages, quality: 0, hotEvery: WorkloadRun.hotEvery, isFleet: true)))
        let after = try Settling.wait(for: running.process.identifier)
        if let collector {
            let expected = running.kind == .commands ? 2 * published["hot"] : messages
            let received = Counts(String(decoding: try collector.stop(), as: UTF8.self))["received"]
            guard received == expected else {
                throw .miscount("of \(peer.name) \(received) messages came instead of \(expected)")
            }
        }
        return (Double(after - before) / 1000 / Double(messages), running.kind)
    }

    private func latency(of peer: Peer) throws(BenchError) -> (Latency.Sample, String)? {
        let stage = try Stage(programs, isRealTime: isRealTime)
        let running = try peer.start(on: stage)
        guard let answers = running.answers(on: stage) else { return nil }
        let (sample, _) = try Latency.measure(
            running.load(WorkloadRun.paced(seconds: seconds)), on: stage, answers: answers)
        return (sample, running.kind == .commands ? "action" : "platform")
    }
}
