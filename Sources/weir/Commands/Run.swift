internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Console
internal import Documents
internal import Glibc
internal import Logging

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs the gateway.")

    @OptionGroup var files: ConfigurationOptions

    func run() throws {
        let configuration = try files.require(failing: ExitStatus.configuration)
        let logger = Logger.make("weir")
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
        let console = startConsole(configuration, agent.view, logger)
        var pages = WebConsole(logger)
        pages.follow(configuration.console, agent.view)
        serve(signals, agent: agent, pages: &pages, logger: logger)
        pages.stop()
        console?.stop()
        agent.join()
        logger.info("stopped")
    }

    private func serve(
        _ signals: SignalLoop, agent: GatewayAgent, pages: inout WebConsole, logger: Logger
    ) {
        var isStopping = false
        while true {
            let signal = signals.next(or: agent.endedDescriptor, timeoutMilliseconds: isStopping ? 10_000 : -1)
            switch signal {
            case .terminate? where !isStopping:
                logger.info("stopping")
                isStopping = true
                agent.requestStop()
            case .terminate?: break
            case .reload?: reload(agent, &pages, logger)
            case nil:
                var entry = pollfd(fd: agent.endedDescriptor, events: Int16(POLLIN), revents: 0)
                if poll(&entry, 1, 0) == 1 { return }
                if isStopping {
                    logger.error(
                        "the last batch could not be stored in time; the broker keeps what is not acknowledged")
                    Glibc.exit(1)
                }
            }
        }
    }

    /// Wrong files change nothing.
    private func reload(_ agent: GatewayAgent, _ pages: inout WebConsole, _ logger: Logger) {
        let outcome = files.load()
        for diagnostic in outcome.diagnostics.sorted { logger.warning("\(diagnostic)") }
        guard let configuration = outcome.configuration else {
            return logger.error("not reloaded: the files are wrong, the configuration stays as it was")
        }
        Failsafe.save(configuration, logger: logger)
        pages.follow(configuration.console, agent.view)
        if !agent.reload(configuration) { logger.error("not reloaded: the control thread does not answer") }
    }

    private func startConsole(
        _ configuration: GatewayConfiguration, _ view: AgentView, _ logger: Logger
    ) -> ConsoleThread? {
        do {
            return try ConsoleThread(path: configuration.store.controlSocketPath, view: view)
        } catch {
            // The gateway is of use without anybody looking at it.
            logger.error("\(error)")
            return nil
        }
    }
}
