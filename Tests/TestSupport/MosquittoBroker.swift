internal import Glibc

/// A real mosquitto on a free loopback port, with a directory of its own for its state.
///
///     let broker = try MosquittoBroker()
///     ... connect to 127.0.0.1:\(broker.port) ...
///     broker.kill()            // SIGKILL: what it had not saved is gone
///     try broker.start()       // the same port, the same state
public final class MosquittoBroker {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    /// One listener that lets everybody in.
    public static let openListener = """
        listener {port} 127.0.0.1
        allow_anonymous true
        """

    public let port: UInt16
    public var directory: String { folder.path }
    private let folder: TemporaryDirectory
    private var process: ChildProcess?

    /// Starts the broker, and returns when it listens. Sessions persist over ``terminate()`` and ``start()``; queues
    /// are unlimited.
    ///
    /// - Parameter configuration: mosquitto.conf lines, in which `{port}` and `{directory}` are replaced. They must
    ///   contain the listener.
    /// - Parameter directory: an existing directory with files that the configuration names; nil: a new one.
    public init(configuration: String = MosquittoBroker.openListener, directory: TemporaryDirectory? = nil) throws {
        folder = directory ?? TemporaryDirectory("weir-mosquitto")
        port = LoopbackPort.free()
        let lines = """
            persistence true
            persistence_location \(folder.path)/
            autosave_interval 0
            max_queued_messages 0
            log_dest file \(folder.path)/broker.log
            log_type all
            \(geteuid() == 0 ? "user root" : "")
            \(configuration)

            """
        try write(lines.replacing("{port}", "\(port)").replacing("{directory}", folder.path))
        try start()
    }

    public var isRunning: Bool { process?.isRunning ?? false }
    public var processIdentifier: Int32? { process?.identifier }

    public func start() throws {
        process?.kill()
        let places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"]
        let program = places.first { (path: String) in access(path, X_OK) == 0 }
        guard let program else { throw Failure("mosquitto is not installed: apt install mosquitto") }
        let broker = try ChildProcess([program, "-c", configurationFile], output: "\(directory)/output.log")
        process = broker
        let limit = MonotonicClock.milliseconds() + 10_000
        while !LoopbackPort.answers(port) {
            guard broker.isRunning, MonotonicClock.milliseconds() < limit else {
                broker.kill()
                throw Failure("mosquitto does not listen on \(port); see \(directory)/broker.log")
            }
            usleep(5_000)
        }
    }

    /// SIGTERM: it saves its state and says goodbye.
    public func terminate() {
        process?.terminate()
    }

    /// SIGKILL: what is not on disk is gone.
    public func kill() {
        process?.kill()
    }

    /// SIGSTOP: connections stay, nobody answers.
    public func freeze() {
        process?.signal(SIGSTOP)
    }

    public func thaw() {
        process?.signal(SIGCONT)
    }

    private var configurationFile: String { "\(directory)/mosquitto.conf" }

    private func write(_ text: String) throws {
        let descriptor = open(configurationFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw Failure("can't write \(configurationFile): \(errno)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Failure("can't write \(configurationFile): \(errno)")
        }
    }
}

extension String {
    fileprivate func replacing(_ placeholder: String, _ value: String) -> String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstIndex(of: "{") {
            result += rest[..<start]
            rest = rest[start...]
            if rest.hasPrefix(placeholder) {
                result += value
                rest = rest.dropFirst(placeholder.count)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
