internal import Agent
internal import Configuration
internal import Console
internal import Glibc
internal import Logging

/// The page over HTTP, as the configuration wants it at present.
struct WebConsole {
    private let logger: Logger
    private var configuration: ConsoleConfiguration?
    private var console: HTTPConsole?

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Listens, goes on listening or stops, as the files say. The gateway is of use without anybody looking at it, so what
    /// is wrong is only told.
    mutating func follow(_ wanted: ConsoleConfiguration?, _ view: AgentView) {
        guard wanted != configuration || console == nil else { return }
        stop()
        configuration = wanted
        guard let wanted else { return }
        do throws(HTTPConsole.Failure) {
            let console = try HTTPConsole(wanted, view: view, reload: WebConsole.askForReload)
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

    /// The same as SIGHUP; what came of it is in the log.
    private static func askForReload() -> [UInt8] {
        kill(getpid(), SIGHUP)
        return Array(#"{"ok":true,"message":"the files are being read; the log tells what came of it"}"#.utf8)
    }
}
