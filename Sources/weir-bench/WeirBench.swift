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

    enum Measurement: String, ExpressibleByArgument, CaseIterable {
        case qos0, qos1, idle, latency, plant, engine, store
    }

    @Option(help: "How often everything is measured.")
    var runs = 3

    @Option(help: "Messages of a run at full speed; rounded up to a multiple of the \(Load.deviceCount) devices.")
    var messages = 200_000

    @Option(help: "Seconds of a run at 1,000 messages a second.")
    var seconds = 10

    @Option(help: "At full speed one reading in so many raises a rule, moves an actuator and goes upstream.")
    var hotEvery = 1000

    @Option(help: "Readings of each run of the engine alone.")
    var readings = 1_000_000

    @Option(parsing: .upToNextOption, help: "What to measure.")
    var only = Measurement.allCases

    @Option(help: "text or json.")
    var format = Format.text

    @Option(help: "The weir to measure; the one beside this program when left out.")
    var weir: String?

    @Option(help: "Where stores are made for the time of a run; TMPDIR or /tmp when left out.")
    var directory: String?

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
        let report = Report(conditions: conditions(programs, isRealTime: isRealTime), rows: results.rows())
        switch format {
        case .text: print(report.text, terminator: "")
        case .json: print(String(decoding: report.json, as: UTF8.self), terminator: "")
        }
    }

    private func measure(_ programs: Programs, isRealTime: Bool) throws(BenchError) -> Results {
        let count = (messages + Load.deviceCount - 1) / Load.deviceCount * Load.deviceCount
        let atMostOnce = Throughput(
            programs: programs, load: Load(count: count, quality: 0, hotEvery: hotEvery))
        let atLeastOnce = Throughput(
            programs: programs, load: Load(count: count, quality: 1, hotEvery: hotEvery))
        let latency = Latency(
            programs: programs, load: Load(count: seconds * 1000, quality: 1, rate: 1000, hotEvery: 5),
            isRealTime: isRealTime)
        let idle = Idle(programs: programs)
        let plant = PlantLoad(programs: programs)
        let engine = EngineCost(programs: programs, readings: readings)
        let store = StoreCost(programs: programs, seconds: seconds)
        var results = Results()
        results.binaryBytes = try FileSize.bytes(of: programs.weir)
        for run in 1...runs {
            for measurement in Measurement.allCases where only.contains(measurement) {
                progress("run \(run) of \(runs): \(measurement.rawValue)")
                switch measurement {
                case .qos0: try results.atMostOnce.append(weir: atMostOnce.gateway, reference: atMostOnce.reference)
                case .qos1: try results.atLeastOnce.append(weir: atLeastOnce.gateway, reference: atLeastOnce.reference)
                case .idle: try results.idle.append(weir: idle.gateway, reference: idle.reference)
                case .plant:
                    results.mixedPlant.append(try plant.mixed())
                    results.separatePlant.append(try plant.separate())
                case .engine: results.engine.append(try engine.measure())
                case .store: results.store.append(try store.measure())
                case .latency: try results.latency.append(weir: latency.gateway, reference: latency.reference)
                }
            }
        }
        return results
    }

    private func conditions(_ programs: Programs, isRealTime: Bool) -> [(name: String, value: String)] {
        [
            ("machine", Machine.description),
            ("runs", "\(runs)"),
            ("load", "\(Load.deviceCount) devices, 10 rules, \(messages) messages, 1 in \(hotEvery) hot"),
            ("reference", "C clients with libmosquitto's own loop"),
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
