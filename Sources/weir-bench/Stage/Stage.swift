/// What one measurement takes place on: a directory and two brokers, all new.
final class Stage {
    let programs: Programs
    let workspace: Workspace
    let local: Broker
    let upstream: Broker
    let isRealTime: Bool

    init(_ programs: Programs, isRealTime: Bool = false) throws(BenchError) {
        self.programs = programs
        self.isRealTime = isRealTime
        workspace = try Workspace(in: programs.directory)
        local = try Broker("local-broker", programs: programs, isRealTime: isRealTime, in: workspace)
        upstream = try Broker("upstream-broker", programs: programs, isRealTime: isRealTime, in: workspace)
    }

    /// Starts a reference client in one of its roles, at the local broker.
    func client(_ role: String, quality: Int, _ arguments: [String] = []) throws(BenchError) -> ChildProcess {
        try programs.start(
            role,
            [programs.clients, role, "--port", "\(local.port)", "--quality", "\(quality)"]
                + ["--devices", "\(Load.deviceCount)"] + arguments,
            isRealTime: isRealTime, in: workspace)
    }

    /// Starts a reference client that subscribes, and waits for its subscription.
    func subscriber(_ role: String, quality: Int, _ arguments: [String] = []) throws(BenchError) -> ChildProcess {
        let process = try client(role, quality: quality, arguments)
        guard try process.line(within: .seconds(10)) == "ready" else { throw process.failure("is not ready") }
        return process
    }

    /// Publishes, and returns when all of it is at the broker.
    ///
    /// - Parameter during: called about every tenth of a second meanwhile.
    @discardableResult
    func publish(
        _ load: Load, sendTimes: String? = nil, during: () throws(BenchError) -> Void = {}
    ) throws(BenchError) -> Counts {
        var arguments = ["--count", "\(load.count)", "--rate", "\(load.rate)", "--hot-every", "\(load.hotEvery)"]
        if let sendTimes { arguments += ["--send-times", sendTimes] }
        let process = try client("publish", quality: load.quality, arguments)
        let end = ContinuousClock.now + .seconds(600)
        while ContinuousClock.now < end {
            if let line = try process.line(within: .milliseconds(100)) {
                let counts = Counts(line)
                guard counts["published"] == load.count else { throw process.failure("published \(line)") }
                return counts
            }
            try during()
        }
        throw process.failure("did not end in time")
    }
}

/// What is published.
struct Load {
    static let deviceCount = 200

    /// A multiple of the devices.
    var count: Int
    var quality: Int
    /// Messages a second; 0 for as many as go.
    var rate = 0
    /// One in so many readings is hot: it raises a rule, moves an actuator, and clears again with the next.
    var hotEvery: Int
}

/// What a reference client counted: `name=number` words of a line.
struct Counts {
    private var numbers: [Substring: Int] = [:]

    init(_ line: String) {
        for word in line.split(whereSeparator: \.isWhitespace) {
            let sides = word.split(separator: "=")
            if sides.count == 2, let number = Int(sides[1]) { numbers[sides[0]] = number }
        }
    }

    /// -1 where it is missing, so that no comparison takes it for a count.
    subscript(_ name: String) -> Int { numbers[Substring(name)] ?? -1 }
}
