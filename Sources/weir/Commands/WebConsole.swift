internal import Agent
internal import Configuration
internal import Console
internal import Logging

/// The page over HTTP, as the configuration wants it at present.
struct WebConsole {
    private let view: AgentView
    private let reloading: Reloading
    private let logger: Logger
    private var configuration: ConsoleConfiguration?
    private var console: HTTPConsole?

    init(_ view: AgentView, _ reloading: Reloading, _ logger: Logger) {
        self.view = view
        self.reloading = reloading
        self.logger = logger
    }

    /// Listens, goes on listening or stops, as the files say. The gateway is of use without anybody looking at it, so what
    /// is wrong is only told.
    mutating func follow(_ wanted: ConsoleConfiguration?) {
        guard wanted != configuration || console == nil else { return }
        stop()
        configuration = wanted
        guard let wanted else { return }
        do throws(HTTPConsole.Failure) {
            let console = try HTTPConsole(wanted, view: view, reloading: reloading)
            self.console = console
            logger.notice("the console listens on \(console.address)")
        } catch {
            logger.error("\(error)")
        }
    }

    mutating func stop() {
        console?.stop()
        console = nil
    }
}
