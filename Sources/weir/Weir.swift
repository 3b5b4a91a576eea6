internal import ArgumentParser

/// The command line.
@main
struct Weir: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "An edge event gateway: reads sensors, understands them over time, moves actuators, loses nothing.",
        version: "0.1.0",
        subcommands: [
            Run.self, Check.self, Show.self, Test.self, ReplayCommand.self, Record.self, Export.self, Difference.self,
            Eval.self, Status.self, Why.self, Events.self, Top.self, QueueCommand.self, Reload.self,
            SetCommand.self, ReleaseCommand.self, AcknowledgeCommand.self, Simulate.self, ScoreCommand.self,
            FeaturesCommand.self, PredictCommand.self, LearnCommand.self, FleetCommand.self, ReportCommand.self,
            FailsafeCommand.self, DoctorCommand.self, Backup.self, Restore.self, Support.self,
            MetricsCommand.self, Demo.self, Schema.self, Discover.self,
        ])

    /// The codes of the command line: wrong input is 1, wrong usage 2.
    static func main() {
        do {
            var command = try parseAsRoot(joined(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                if !text.isEmpty { print(text) }
            } else if !text.isEmpty {
                StandardError.write(text + "\n")
            }
            // The parser's own code for usage is that of sysexits(3), 64.
            exit(withError: code.rawValue == 64 ? ExitCode(2) : code)
        }
    }
}

extension Weir {
    /// `--from -2h` as `--from=-2h`: else the parser, when it is to say what is wrong, takes `-2h` for `-h`.
    private static func joined(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for argument in arguments {
            if let last = result.last, ["--from", "--to", "--until"].contains(last), argument.hasPrefix("-") {
                result[result.count - 1] = "\(last)=\(argument)"
            } else {
                result.append(argument)
            }
        }
        return result
    }
}

/// The exit codes of this program.
enum ExitStatus {
    /// The input is wrong.
    static let wrong = ExitCode(1)
    static let usage = ExitCode(2)
    /// The configuration is wrong, and starting again does not help (EX_CONFIG of sysexits(3)).
    static let configuration = ExitCode(78)
}
