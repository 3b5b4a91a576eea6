internal import ArgumentParser

struct AcknowledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledges a rule that latches: it clears once its cause is gone.")

    @OptionGroup var command: PersonCommand

    @Argument(help: "DEVICE.RULE, such as pump-7.dry_run.")
    var target: String

    func run() throws { try command.carryOut("ack", target: target) }
}
