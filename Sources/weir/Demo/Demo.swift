internal import ArgumentParser
internal import Documents
internal import Glibc

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Everything on one machine, with simulated sensors.",
        usage: "weir demo [--for <duration>] [--devices <directory>] [--chip <label>]",
        discussion: """
            Starts two brokers on free loopback ports, one for the plant and one that plays the platform, and this \
            gateway between them; simulates a plant that publishes over MQTT; unplugs the platform for a while; and \
            tells at the end whether anything was lost. Ends with 0 only where nothing was.
            """,
        subcommands: [DemoChild.self])

    @Option(
        name: .customLong("for"), help: ArgumentHelp("Ends by itself after this time.", valueName: "duration"),
        transform: Demo.duration)
    var runTime: Int64?

    @Option(
        help: ArgumentHelp("The library of device files; looked for beside the program.", valueName: "directory"))
    var devices: String?

    @Option(help: ArgumentHelp("The GPIO chip instead of the one in the device files.", valueName: "label"))
    var chip: String?

    func run() throws {
        do {
            let library = try DeviceLibrary(path: devices)
            // Before anything else: threads inherit the mask that lets signals come in order.
            let stop = StopRequests()
            let directory = try PrivateDirectory()
            defer { directory.remove() }
            let demo = try DemoRun(
                library: library, chip: chip, directory: directory, runMilliseconds: runTime, stop: stop)
            guard try demo.run() else { throw ExitStatus.wrong }
        } catch let failure as DemoFailure {
            StandardError.write("error: \(failure.message)\n")
            throw ExitStatus.wrong
        }
    }

    private static func duration(_ text: String) throws -> Int64 {
        let milliseconds: Int64
        do throws(ValueProblem) {
            milliseconds = try DurationText.milliseconds(text)
        } catch {
            throw ValidationError(error.message)
        }
        guard milliseconds >= 10_000 else { throw ValidationError("10s is the least: an overheating takes its time") }
        return milliseconds
    }
}

/// What is in the way of the demo, in words for the person who started it.
struct DemoFailure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }

    /// A failed call of the system, from errno.
    static func system(_ what: String) -> DemoFailure {
        DemoFailure("\(what): \(String(cString: strerror(errno)))")
    }
}
