public import Agent

/// The console's thread.
public final class ConsoleThread {
    private let thread: ServiceThread
    private let stopping = Wakeup()

    public init(path: String, view: AgentView, reloading: Reloading) throws(ControlSocket.Failure) {
        // Bound here, so that an error is seen, and served there.
        let server = try ControlSocket.bind(path: path)
        let stopping = stopping
        thread = ServiceThread(name: "console") {
            ControlSocket(server: server, path: path, view: view, reloading: reloading).run(until: stopping.descriptor)
        }
    }

    public func stop() {
        stopping.wake()
        thread.join()
    }
}
