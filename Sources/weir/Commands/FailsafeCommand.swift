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

    @Flag(name: .long, help: "Hold the lines until `weir run` takes them over, or until ended.")
    var hold = false

    @Option(name: .long, help: "Where the last good list of outputs is, should the files be wrong.")
    var store = "/var/lib/weir"

    func run() throws {
        let logger = Logger.make("weir-failsafe")
        let signals = SignalLoop()
        let (failsafe, directory) = try prepare(logger)
        let failures = failsafe.drive()
        if hold {
            holdLines(failsafe, FailsafeHandover(directory: directory), signals, logger)
        }
        failsafe.release()
        if failures > 0 { throw ExitStatus.wrong }
    }

    private func prepare(_ logger: Logger) throws -> (Failsafe, String) {
        let outcome = files.load()
        if let configuration = outcome.configuration {
            return (Failsafe(configuration: configuration, logger: logger), configuration.store.path)
        }
        logger.error("the files are wrong; the last good list of outputs in \(store) is taken")
        guard let failsafe = Failsafe(lastGoodIn: store, logger: logger) else {
            StandardError.write(outcome.diagnostics.text())
            throw ExitStatus.configuration
        }
        return (failsafe, store)
    }

    private func holdLines(
        _ failsafe: Failsafe, _ handover: FailsafeHandover, _ signals: SignalLoop, _ logger: Logger
    ) {
        let server = handover.listen()
        ServiceNotifier().notify("READY=1\nSTATUS=holding the outputs at their safe values")
        logger.notice("holding the outputs until the gateway takes them over")
        if let server {
            _ = signals.next(or: server)
            let client = accept(server, nil, nil)
            failsafe.release()
            handover.remove()
            if client >= 0 { close(client) }
            close(server)
        } else {
            _ = signals.next()
        }
    }
}
