internal import Agent
internal import ArgumentParser
internal import Documents

/// Options that say which records.
struct QueueSelection: ParsableArguments {
    @Option(name: .long, help: "The uplink they wait for, by its name in weir.yaml.")
    var destination: String

    @Option(name: .customLong("class"), help: "alarms, events, commands, summaries or readings; all when left out.")
    var className: String?

    @Option(name: .long, help: "Only what has waited at least so long, such as 2h or 7d.")
    var before: String?

    func make() throws -> QueueRequest.Selection {
        QueueRequest.Selection(
            destination: destination, className: className, olderThanMilliseconds: try before.map(Self.milliseconds))
    }

    private static func milliseconds(_ text: String) throws -> Int64 {
        do throws(ValueProblem) {
            return try DurationText.milliseconds(text)
        } catch {
            throw ValidationError("--before: " + error.message + (error.mend.map { "; \($0)" } ?? ""))
        }
    }
}
