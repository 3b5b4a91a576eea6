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
    ///
    /// - Parameter arguments: where an option comes twice, the later one holds.
    func client(
        _ role: String, quality: Int, _ arguments: [String] = [], environment: [String] = []
    ) throws(BenchError) -> ChildProcess {
        try programs.start(
            role,
            [programs.clients, role, "--port", "\(local.port)", "--upstream", "\(upstream.port)"]
                + ["--quality", "\(quality)", "--devices", "\(Load.deviceCount)"] + arguments,
            environment: environment, isRealTime: isRealTime, in: workspace)
    }

    /// Starts a reference client that subscribes, and waits for its subscription.
    func subscriber(
        _ role: String, quality: Int, _ arguments: [String] = [], environment: [String] = []
    ) throws(BenchError) -> ChildProcess {
        let process = try client(role, quality: quality, arguments, environment: environment)
        guard try process.line(within: .seconds(10)) == "ready" else { throw process.failure("is not ready") }
        return process
    }

    /// Starts the sensors.
    func start(_ load: Load, sendTimes: String? = nil) throws(BenchError) -> ChildProcess {
        var arguments = ["--count", "\(load.count)", "--rate", "\(load.rate)", "--hot-every", "\(load.hotEvery)"]
        arguments += ["--devices", "\(load.devices)", "--plant", load.plant, "--first", "\(load.firstDevice)"]
        if load.isPlain { arguments.append("--plain") }
        if let sendTimes { arguments += ["--send-times", sendTimes] }
        return try client(load.isFleet ? "fleet" : "publish", quality: load.quality, arguments)
    }

    /// Publishes, and returns when all of it is at the broker.
    ///
    /// - Parameter during: called about every tenth of a second meanwhile.
    @discardableResult
    func publish(
        _ load: Load, sendTimes: String? = nil, during: () throws(BenchError) -> Void = {}
    ) throws(BenchError) -> Counts {
        let process = try start(load, sendTimes: sendTimes)
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
    var devices = Load.deviceCount
    /// The first level of the topics.
    var plant = "bench"
    var firstDevice = 0
    /// Whether the fleet says single numbers instead of JSON.
    var isPlain = false
    /// Whether each device has a connection of its own.
    var isFleet = false

    /// A few readings of each device, so that all are known and everything has once been done.
    static func warming(devices: Int = Load.deviceCount) -> Load {
        Load(count: 10 * devices, quality: 1, hotEvery: 5, devices: devices)
    }
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
