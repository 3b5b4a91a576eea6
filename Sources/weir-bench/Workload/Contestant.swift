/// A program that does the whole workload, or what it can of it.
protocol Contestant {
    /// Starts it, and returns when it takes readings and is at rest.
    func start(on stage: Stage) throws(BenchError) -> any Contender
}

/// A contestant at work.
protocol Contender {
    var process: ChildProcess { get }
    /// Returns when it has done what `count` readings ask for, `hot` of them hot, and is at rest.
    func settle(count: Int, hot: Int) throws(BenchError)
    /// Throws unless it took `count` readings more than at its start, of which `hot` were answered.
    func verify(count: Int, hot: Int) throws(BenchError)
}

struct WeirContestant: Contestant {
    func start(on stage: Stage) throws(BenchError) -> any Contender {
        let gateway = try Gateway(on: stage, .workload)
        return Running(gateway: gateway, before: try gateway.counters())
    }

    private struct Running: Contender {
        let gateway: Gateway
        let before: GatewayCounters
        var process: ChildProcess { gateway.process }

        func settle(count: Int, hot: Int) throws(BenchError) {
            try gateway.settle(since: before, count: count, hot: hot)
        }

        func verify(count: Int, hot: Int) throws(BenchError) { try settle(count: count, hot: hot) }
    }
}

/// The workload in C.
struct ReferenceContestant: Contestant {
    func start(on stage: Stage) throws(BenchError) -> any Contender {
        let process = try stage.subscriber("workload", quality: 0)
        let warming = try stage.publish(Load.warming())
        _ = try Settling.wait(for: process.identifier)
        return Running(process: process, warmingCount: warming["published"], warmingHot: warming["hot"])
    }

    private struct Running: Contender {
        let process: ChildProcess
        let warmingCount: Int
        let warmingHot: Int

        func settle(count: Int, hot: Int) throws(BenchError) { _ = try Settling.wait(for: process.identifier) }

        func verify(count: Int, hot: Int) throws(BenchError) {
            let counts = Counts(String(decoding: try process.stop(), as: UTF8.self))
            guard counts["received"] == warmingCount + count, counts["commands"] == 2 * (warmingHot + hot),
                counts["malformed"] == 0
            else {
                throw .miscount(
                    "the reference took \(counts["received"]) and commanded \(counts["commands"]) times of \(count), \(hot)"
                )
            }
        }
    }
}
