internal import ArgumentParser
internal import Glibc

/// Measures `weir` beside bare C clients, on brokers that it starts itself.
@main
struct WeirBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir-bench",
        abstract:
            "Measures weir beside bare C clients in the same run: CPU and memory per message, latency, idle, start.",
        discussion: """
            Weir and its reference take turns, run by run; each row gives the median and, in brackets, the least and the \
            most of the runs. CPU time is the kernel's count for the process with all its threads. A run that lost or \
            miscounted a message ends the program with an error; timings never do.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case qos0, qos1, idle, start, latency, fast, workload, outage, devices, allocations, overload, pauses, replay
        case plant, engine, store, peers
    }

    @Option(help: "How often everything is measured.")
    var runs = 5

    @Option(help: "Messages of a run at full speed; rounded up to a multiple of the \(Load.deviceCount) devices.")
    var messages = 200_000

    @Option(help: "Seconds of a run at 1,000 messages a second.")
    var seconds = 10

    @Option(help: "At full speed one reading in so many raises a rule, moves an actuator and goes upstream.")
    var hotEvery = 1000

    @Option(help: "Readings of each run of the engine alone.")
    var readings = 1_000_000

    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only = Subject.allCases

    @Option(help: "text or json.")
    var format = Format.text

    @Option(help: "A file for the same as JSON, with the value of each run.")
    var json: String?

    @Option(help: "The weir to measure; the one beside this program when left out.")
    var weir: String?

    @Option(help: "Where stores are made for the time of a run; TMPDIR or /tmp when left out.")
    var directory: String?

    @Flag(help: "One small run of everything, in about a minute: whether it can be measured, not how fast it is.")
    var short = false

    @Option(help: "A directory of scripts that start peers (deploy/bench.d), to be measured too.")
    var peers: String?

    /// Wrong usage is 2, as with `weir`; the parser's own code for it is that of sysexits(3), 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            guard code.rawValue == 64 else { exit(withError: error) }
            write(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
    }

    func validate() throws {
        guard runs > 0, messages > 0, seconds > 1, hotEvery > 0, readings >= 10_000 else {
            throw ValidationError(
                "--runs, --messages and --hot-every are above 0, --seconds above 1, --readings from 10000 on")
        }
    }

    func run() throws {
        Interruption.hold()
        let programs = try Programs(weir: weir, directory: directory)
        let isRealTime = try programs.mayRunRealTime()
        let results = try measure(programs, isRealTime: isRealTime)
        let report = Report(conditions: conditions(programs, isRealTime: isRealTime), rows: results.rows)
        if let json { try TextFile.write(String(decoding: report.json, as: UTF8.self), to: json) }
        switch format {
        case .text: print(report.text, terminator: "")
        case .json: print(String(decoding: report.json, as: UTF8.self), terminator: "")
        }
    }

    private func measure(_ programs: Programs, isRealTime: Bool) throws(BenchError) -> Results {
        var results = Results()
        results.add([try binary(programs)])
        let runs = short ? 1 : runs
        var subjects = Subject.allCases.filter { only.contains($0) }
        if peers == nil { subjects.removeAll { $0 == .peers } }
        // Longer forms of what is measured already.
        if short { subjects.removeAll { [.fast, .idle, .devices, .plant, .replay].contains($0) } }
        for run in 1...runs {
            for subject in subjects {
                progress("run \(run) of \(runs): \(subject.rawValue)")
                results.add(try measurement(of: subject, programs, isRealTime: isRealTime).run())
            }
        }
        return results
    }

    private func measurement(
        of subject: Subject, _ programs: Programs, isRealTime: Bool
    ) throws(BenchError) -> any Measurement {
        let devices = Load.deviceCount
        let messages = ((short ? 20_000 : messages) + devices - 1) / devices * devices
        let seconds = short ? 2 : seconds
        let readings = short ? 200_000 : readings
        func paced(_ rate: Int) -> Latency {
            Latency(
                programs: programs, load: Load(count: seconds * rate, quality: 1, rate: rate, hotEvery: 5),
                isRealTime: isRealTime)
        }
        return switch subject {
        case .qos0:
            Throughput(programs: programs, load: Load(count: messages, quality: 0, hotEvery: hotEvery))
        case .qos1:
            Throughput(programs: programs, load: Load(count: messages, quality: 1, hotEvery: hotEvery))
        case .idle: Idle(programs: programs, isShort: short)
        case .start: Startup(programs: programs)
        case .latency: paced(1000)
        case .fast: paced(10_000)
        case .workload:
            WholeWorkload(
                programs: programs, messages: messages, seconds: seconds, isShort: short, isRealTime: isRealTime)
        case .outage: Outage(programs: programs, seconds: seconds, isRealTime: isRealTime, isShort: short)
        case .devices: DeviceGrowth(programs: programs, messages: messages, isShort: short)
        case .allocations: MessageAllocations(programs: programs, messages: messages)
        case .overload: Overload(programs: programs, seconds: seconds, isRealTime: isRealTime)
        case .pauses: Pauses(programs: programs, seconds: seconds, isRealTime: isRealTime)
        case .replay: ReplaySpeed(programs: programs, lines: messages)
        case .plant: PlantLoad(programs: programs)
        case .engine: EngineCost(programs: programs, readings: readings)
        case .peers:
            Peers(
                programs: programs, peers: try Peer.all(in: peers ?? ""), messages: min(messages, 40_000),
                seconds: seconds, isRealTime: isRealTime)
        case .store: StoreCost(programs: programs, seconds: seconds, isShort: short)
        }
    }

    private func binary(_ programs: Programs) throws(BenchError) -> Figure {
        Figure(
            Heading(name: "binary", unit: "KiB", limits: .most(22 * 1024, goal: 16 * 1024)),
            Double(try FileSize.bytes(of: programs.weir)) / 1024)
    }

    private func conditions(_ programs: Programs, isRealTime: Bool) -> [(name: String, value: String)] {
        [
            ("machine", Machine.description),
            ("runs", short ? "one, short: no figure here is a result" : "\(runs), median (least..most)"),
            ("load", "\(Load.deviceCount) devices, 10 rules, \(messages) messages, 1 in \(hotEvery) hot"),
            (
                "W1",
                "\(Load.deviceCount) devices with a connection each, QoS 0, 1 in \(WorkloadRun.hotEvery) hot,"
                    + " windows of 10 s that go upstream"
            ),
            ("reference", "C clients with libmosquitto's own loop, the workload in C, SQLite alone"),
            ("latency", "1,000 messages/s at QoS 1, 1 in 5 hot" + (isRealTime ? ", all under SCHED_RR" : "")),
            ("store", programs.directory),
        ]
    }

    /// Progress goes to standard error: the result alone is on standard output.
    private func progress(_ text: String) { WeirBench.write(text) }

    private static func write(_ text: String) {
        var line = text + "\n"
        // A progress line that is lost is no loss.
        _ = line.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
