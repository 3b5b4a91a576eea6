internal import Decoding

/// A running `weir` with the measured configuration.
final class Gateway {
    /// From the start of the process to READY=1.
    let startup: Duration
    let process: ChildProcess
    private let stage: Stage
    private let files: String
    private let setup: GatewaySetup

    /// Returns when it has its subscription, knows all devices, and is at rest.
    init(on stage: Stage, _ setup: GatewaySetup = GatewaySetup()) throws(BenchError) {
        self.stage = stage
        self.setup = setup
        files = try setup.write(to: stage)
        (process, startup) = try Gateway.launch(files, environment: setup.environment, on: stage)
        try awaitSubscription()
        let warming = try stage.publish(Load.warming(devices: setup.devices))
        // A slow disk keeps it from work without being rest.
        _ = try settle(since: GatewayCounters(), count: warming["published"], hot: warming["hot"])
    }

    /// The same once more, after the other has ended; returns when it is ready.
    init(restarting other: Gateway) throws(BenchError) {
        (stage, files, setup) = (other.stage, other.files, other.setup)
        (process, startup) = try Gateway.launch(files, environment: setup.environment, on: stage)
    }

    private static func launch(
        _ files: String, environment: [String], on stage: Stage
    ) throws(BenchError) -> (ChildProcess, Duration) {
        let socket = stage.workspace.file("ready")
        TextFile.remove(socket)
        let ready = try ReadySocket(path: socket)
        let begin = ContinuousClock.now
        let process = try stage.programs.start(
            "weir", [stage.programs.weir, "run", "--config", files],
            environment: ["NOTIFY_SOCKET=\(ready.path)"] + environment, isRealTime: stage.isRealTime,
            in: stage.workspace)
        while try !ready.wait(within: .seconds(1)) {
            if process.hasEnded() { throw process.failure("ended before it was ready") }
            if ContinuousClock.now - begin > .seconds(60) { throw process.failure("is not ready") }
        }
        return (process, ContinuousClock.now - begin)
    }

    /// What is published before the subscription is lost, by MQTT's rules.
    private func awaitSubscription() throws(BenchError) {
        for _ in 0..<300 {
            if try status()["control"]?["broker"]?["state"]?.string == "connected" { return }
            try Interruption.sleep(.milliseconds(100))
        }
        throw process.failure("does not subscribe")
    }

    /// Returns when it has done what `count` readings, `hot` of them hot, ask for, and is at rest; throws when that is not
    /// so half a minute after it first was at rest. What goes upstream may need a moment: the broker there confirms it, and a window of the
    /// summaries may have ended just now.
    ///
    /// - Returns: its processor time in nanoseconds then.
    @discardableResult
    func settle(since before: GatewayCounters, count: Int, hot: Int) throws(BenchError) -> Int64 {
        try settle { $0.problem(since: before, count: count, hot: hot) }
    }

    /// The same, with another question to its counters: what is wrong with them, or nil.
    @discardableResult
    func settle(_ problem: (GatewayCounters) -> String?) throws(BenchError) -> Int64 {
        var end: ContinuousClock.Instant?
        while true {
            let spent = try Settling.wait(for: process.identifier)
            let limit = end ?? .now + .seconds(30)
            end = limit
            guard let problem = problem(try counters()) else { return spent }
            guard ContinuousClock.now < limit else { throw .miscount(problem) }
        }
    }

    /// Returns when the platform has everything.
    func awaitForwarded(within time: Duration) throws(BenchError) {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            let now = try counters()
            if now.queued == now.forwarded { return }
            try Interruption.sleep(.milliseconds(100))
        }
        throw .miscount("what waits for the platform does not go there")
    }

    func isStoreFailing() throws(BenchError) -> Bool {
        try status()["control"]?["store_failure"] != nil
    }

    /// What it says it did.
    func counters() throws(BenchError) -> GatewayCounters { GatewayCounters(try status()) }

    private func status() throws(BenchError) -> JSONValue {
        let status = try stage.programs.start(
            "status", [stage.programs.weir, "status", "--config", files, "--format", "json"], isRealTime: false,
            in: stage.workspace)
        let answer = try status.finish(within: .seconds(60))
        do {
            let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)
            return try JSONValue.parse(answer, limits: limits)
        } catch {
            throw .program("weir status", problem: "answered no JSON: \(error)", log: "")
        }
    }
}

/// The counts of `weir status` that a measurement depends on; -1 where one is missing.
struct GatewayCounters {
    var received: Int64 = 0
    var readings: Int64 = 0
    var events: Int64 = 0
    var commands: Int64 = 0
    var queued: Int64 = 0
    var forwarded: Int64 = 0
    var evaluationErrors: Int64 = 0
    var rejected: Int64 = 0
    var rateLimited: Int64 = 0

    /// Of one that has just started.
    init() {}

    init(_ status: JSONValue) {
        let messages = status["control"]?["messages"]
        let ledger = status["store"]?["ledger"]
        received = messages?["received"]?.integer ?? -1
        readings = messages?["readings"]?.integer ?? -1
        evaluationErrors = messages?["evaluation_errors"]?.integer ?? -1
        rateLimited = messages?["rejected"]?["rate_limited"]?.integer ?? 0
        rejected = messages?["rejected"]?.members?.reduce(0) { $0 + ($1.value.integer ?? 0) } ?? -1
        events = ledger?["events"]?.integer ?? -1
        commands = ledger?["commands"]?.integer ?? -1
        queued = ledger?["queued"]?.integer ?? -1
        forwarded = ledger?["forwarded"]?.integer ?? -1
    }

    /// What is missing after `count` readings, `hot` of them hot; nil when everything is there.
    func problem(since before: GatewayCounters, count: Int, hot: Int) -> String? {
        let expected: [(name: String, found: Int64, expected: Int)] = [
            ("messages received", received - before.received, count),
            ("readings taken", readings - before.readings, count),
            // Raised and cleared, on and off.
            ("events", events - before.events, 2 * hot),
            ("commands", commands - before.commands, 2 * hot),
            ("outbox entries not forwarded", queued - forwarded, 0),
            ("messages rejected", rejected, 0),
            ("evaluation errors", evaluationErrors - before.evaluationErrors, 0),
        ]
        let wrong = expected.filter { $0.found != $0.expected }
        guard !wrong.isEmpty else { return nil }
        return wrong.map { "\($0.name) \($0.found) instead of \($0.expected)" }.joined(separator: ", ")
    }
}
