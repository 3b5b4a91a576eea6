internal import ArgumentParser

struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Ends an override before its time.")

    @OptionGroup var command: PersonCommand

    @Argument(help: "DEVICE.ACTUATOR, such as pump-7.fan.")
    var target: String

    func run() throws { try command.carryOut("release", target: target) }
}
