internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Glibc
internal import Logging

struct FailsafeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failsafe", abstract: "Drives every output to its safe value.")

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var log: LogOptions

    @Flag(name: .long, help: "Hold the lines until `weir run` takes them over, or until ended.")
    var hold = false

    @Option(name: .long, help: "Where the last good list of outputs is, should the files be wrong.")
    var store = "/var/lib/weir"

    func run() throws {
        let logger = log.logger("weir-failsafe")
        let signals = SignalLoop()
        let (failsafe, directory) = try prepare(logger)
        if hold { return try holdLines(failsafe, FailsafeHandover(directory: directory), signals, logger) }
        var failures = failsafe.driveLines()
        failures += failsafe.sendCommands(while: { true })
        failsafe.release()
        if failures > 0 { throw ExitStatus.wrong }
    }

    private func prepare(_ logger: Logger) throws -> (Failsafe, String) {
        let outcome = files.load()
        if let configuration = outcome.configuration {
            return (Failsafe(configuration: configuration, logger: logger), configuration.store.path)
        }
        logger.error("the files are wrong; the last good list of outputs in \(store) is taken")
        let secrets = SecretDirectories(environment: .process, secretsPath: files.config + "/secrets")
        guard let failsafe = Failsafe(lastGoodIn: store, secrets: secrets, logger: logger) else {
            StandardError.write(outcome.diagnostics.text())
            throw ExitStatus.configuration
        }
        return (failsafe, store)
    }

    /// Ends well however many lines it could not get: who asks for the rest gets them, and nothing is to start it again.
    private func holdLines(
        _ failsafe: Failsafe, _ handover: FailsafeHandover, _ signals: SignalLoop, _ logger: Logger
    ) throws {
        // Whoever sees a line of ours busy can ask for it from then on.
        var server: Int32 = -1
        switch handover.listen() {
        case .ready(let descriptor): server = descriptor
        case .heldByAnother:
            logger.error("another weir failsafe holds the outputs; stop that one first")
            throw ExitStatus.wrong
        case .impossible:
            // The outputs come first; who wants them has to end this process.
            logger.error("\(handover.path) cannot be made: the gateway will not be able to take the outputs over")
        }
        failsafe.driveLines()
        ServiceNotifier().notify("READY=1\nSTATUS=holding the outputs at their safe values")
        logger.notice("holding the outputs until the gateway takes them over")
        // The broker may be away for long: the lines do not wait for it, and neither does who asks for them.
        var end: SignalLoop.Wake = .timeout
        _ = failsafe.sendCommands {
            end = signals.wait(or: server, timeoutMilliseconds: 0)
            return end == .timeout
        }
        while end == .timeout {
            end = signals.wait(or: server, timeoutMilliseconds: Failsafe.retryMilliseconds)
            // A chip that comes late, or again, is not left alone.
            if end == .timeout { failsafe.driveLines() }
        }
        failsafe.release()
        if server >= 0 { handover.end(server) }
    }
}
