internal import Agent
internal import ArgumentParser
internal import CLinux
internal import Configuration
internal import Console
internal import Documents
internal import Glibc
internal import Logging

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs the gateway.")

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var log: LogOptions

    func run() throws {
        // Before there is a secret in memory.
        let isSecret = weir_leave_no_core() == 0
        // What reads the command line, and then the files, is a third of the most that is ever resident.
        weir_release_memory()
        let configuration = try files.require(failing: ExitStatus.configuration)
        weir_release_memory()
        let logger = log.logger("weir")
        if !isSecret { logger.warning("a crash may leave a core file, with secrets in it") }
        let signals = SignalLoop()
        let store = configuration.store.path
        do throws(RunLock.Failure) {
            try RunLock.take(directory: store)
        } catch {
            logger.critical("\(error)")
            throw ExitStatus.wrong
        }
        Failsafe.save(configuration, logger: logger)
        let agent = GatewayAgent(configuration: configuration, logger: logger)
        agent.start()
        let files = files
        let reloading = agent.reloading { files.load() }
        let console = startConsole(configuration, agent.view, reloading, logger)
        var pages = WebConsole(agent.view, reloading, logger)
        pages.follow(configuration.console)
        serve(signals, agent: agent, reloading: reloading, pages: &pages, logger: logger)
        pages.stop()
        console?.stop()
        agent.join()
        logger.info("stopped")
    }

    private func serve(
        _ signals: SignalLoop, agent: GatewayAgent, reloading: Reloading, pages: inout WebConsole, logger: Logger
    ) {
        var isStopping = false
        while true {
            let signal = signals.next(
                or: [agent.endedDescriptor, reloading.change.descriptor], timeoutMilliseconds: isStopping ? 10_000 : -1)
            switch signal {
            case .terminate? where !isStopping:
                logger.info("stopping")
                isStopping = true
                agent.requestStop()
            case .terminate?: break
            case .reload?: reloading.request()
            case nil:
                var entry = pollfd(fd: agent.endedDescriptor, events: Int16(POLLIN), revents: 0)
                if poll(&entry, 1, 0) == 1 { return }
                if let configuration = reloading.takeChange() {
                    pages.follow(configuration.console)
                } else if isStopping {
                    logger.error(
                        "the last batch could not be stored in time; the broker keeps what is not acknowledged")
                    Glibc.exit(1)
                }
            }
        }
    }

    private func startConsole(
        _ configuration: GatewayConfiguration, _ view: AgentView, _ reloading: Reloading, _ logger: Logger
    ) -> ConsoleThread? {
        do {
            return try ConsoleThread(path: configuration.store.controlSocketPath, view: view, reloading: reloading)
        } catch {
            // The gateway is of use without anybody looking at it.
            logger.error("\(error)")
            return nil
        }
    }
}
