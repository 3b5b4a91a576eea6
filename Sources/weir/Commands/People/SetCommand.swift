internal import ArgumentParser
internal import Documents
internal import Telemetry

struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Holds an actuator at a value for a while, above the rules.",
        discussion: """
            weir set pump-7.fan on --for 10m

            The override has priority 8: rules of priority 1 to 7 beat it, and so do latched rules. Interlocks, minimum \
            times and other guards hold as ever; then it ends with 1 and says which of them it was, and the override \
            stays until its time is over.
            """)

    @OptionGroup var command: PersonCommand

    @Argument(help: "DEVICE.ACTUATOR, such as pump-7.fan.")
    var target: String

    @Argument(help: "true or on, false or off.")
    var value: String

    @Option(name: .customLong("for"), help: "How long, such as 30s, 10m or 2h; at most 365d.")
    var duration: String

    func run() throws {
        let values = ["true": true, "on": true, "false": false, "off": false]
        guard let value = values[value.lowercased()] else {
            throw ValidationError("'\(value)' is no value; write on or off")
        }
        let milliseconds = try SetCommand.milliseconds(duration)
        try command.carryOut("set", target: target) {
            $0.field("value", value)
            $0.field("for", milliseconds)
        }
    }

    private static func milliseconds(_ text: String) throws -> Int64 {
        do throws(ValueProblem) {
            return try DurationText.milliseconds(text)
        } catch {
            throw ValidationError("--for: " + error.message + (error.mend.map { "; \($0)" } ?? ""))
        }
    }
}
