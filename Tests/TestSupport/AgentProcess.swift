internal import Glibc

/// `weir run` on files of its own, in a directory that goes when the last reference goes.
///
///     let agent = try AgentProcess(gateway: "gateway: g\nstore: {path: {store}}\n", devices: ["pump": "device: ..."])
///     try agent.start()       // returns when it serves
///     agent.kill()            // SIGKILL
///     try agent.start()       // the same files, the same store
public final class AgentProcess {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    /// What a command said and how it ended.
    public struct CommandResult: Sendable {
        public let code: Int32
        public let output: String
        public let errors: String
    }

    public let directory: TemporaryDirectory
    public var store: String { directory.path + "/store" }
    public var configuration: String { directory.path + "/etc" }
    /// Variables it is started with beside those of the test.
    public var environment: [String: String] = [:]
    private var process: ChildProcess?
    private var commandCount = 0

    /// Writes the files and starts nothing.
    /// - Parameters:
    ///   - gateway: `weir.yaml`, in which `{store}` is replaced by the path of the store.
    ///   - devices: the texts of `devices/NAME.yaml`, by name.
    ///   - secrets: the texts of `secrets/NAME`, by name.
    ///   - directory: an existing directory for all of it; nil: a new one.
    public init(
        gateway: String, devices: [String: String], secrets: [String: String] = [:],
        directory: TemporaryDirectory? = nil
    ) throws {
        self.directory = directory ?? TemporaryDirectory("weir-agent")
        mkdir(configuration, 0o700)
        mkdir(configuration + "/devices", 0o700)
        mkdir(configuration + "/secrets", 0o700)
        try write(gateway: gateway)
        for (name, text) in devices { try write(device: name, text) }
        for (name, text) in secrets { try write(secret: name, text) }
    }

    deinit {
        process?.kill()
    }

    public func write(gateway text: String) throws {
        var text = text
        while let place = text.firstRange(of: "{store}") { text.replaceSubrange(place, with: store) }
        try AgentProcess.write(text, to: configuration + "/weir.yaml")
    }

    public func write(device name: String, _ text: String) throws {
        try AgentProcess.write(text, to: "\(configuration)/devices/\(name).yaml")
    }

    public func write(secret name: String, _ text: String) throws {
        try AgentProcess.write(text, to: "\(configuration)/secrets/\(name)")
    }

    // MARK: Life

    public var isRunning: Bool { process?.isRunning ?? false }
    public var processIdentifier: Int32? { process?.identifier }

    /// Starts it, and returns when its control socket says that it runs.
    public func start() throws {
        try launch()
        let limit = MonotonicClock.milliseconds() + 60_000
        while true {
            if let answer = ask(#"{"request":"status"}"#), answer.contains(#""state":"running""#) { return }
            guard isRunning, MonotonicClock.milliseconds() < limit else {
                process?.kill()
                throw Failure("the agent does not run; its log:\n\(log.suffix(4000))")
            }
            usleep(10_000)
        }
    }

    /// Starts it without waiting for anything.
    public func launch() throws {
        process?.kill()
        process = try ChildProcess(
            [try AgentProcess.program(), "run", "--config", configuration], output: directory.path + "/agent.log",
            environment: environment)
    }

    /// SIGKILL, and waits for the end.
    public func kill() {
        process?.kill()
    }

    public func signal(_ number: Int32) {
        process?.signal(number)
    }

    /// SIGTERM, and waits for the end.
    /// - Returns: the exit code; -9 when it had to be killed after `milliseconds`.
    public func terminate(within milliseconds: Int64 = 20_000) -> Int32 {
        guard let process else { return 0 }
        process.terminate(within: milliseconds)
        return process.wait()
    }

    /// Waits until it ends by itself.
    /// - Returns: the exit code, or minus the signal's number.
    public func wait() -> Int32 {
        process?.wait() ?? 0
    }

    // MARK: Looking at it

    /// Everything it ever logged here, over all starts.
    public var log: String { AgentProcess.read(directory.path + "/agent.log") }

    /// One question over the control socket; nil when nobody answers.
    public func ask(_ request: String) -> String? {
        AgentControl.ask(request, at: store + "/control.sock")
    }

    /// Another command of `weir` on the same files, such as `["status", "--format", "json"]`.
    public func command(_ arguments: [String]) throws -> CommandResult {
        try AgentProcess.command(arguments + ["--config", configuration], directory: directory, number: next())
    }

    /// Another command of `weir` on the same files that goes on beside the test.
    /// - Parameter log: the file in the directory that its output is appended to.
    public func background(_ arguments: [String], log: String) throws -> ChildProcess {
        try ChildProcess(
            [try AgentProcess.program()] + arguments + ["--config", configuration],
            output: "\(directory.path)/\(log)")
    }

    /// A shell's script in which `$1` is the program and `$2` the directory of the files.
    public func script(_ text: String) throws -> CommandResult {
        try AgentProcess.shell(
            text, [try AgentProcess.program(), configuration], directory: directory, number: next())
    }

    private func next() -> Int {
        commandCount += 1
        return commandCount
    }

    // MARK: The program

    /// $WEIR_BINARY, or `weir` beside the test's own program, where the build puts it.
    public static func program() throws -> String {
        if let path = getenv("WEIR_BINARY") { return String(cString: path) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw Failure("/proc/self/exe: \(errno)") }
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/weir"
        guard access(String(path), X_OK) == 0 else { throw Failure("\(path) is not there; set WEIR_BINARY") }
        return String(path)
    }

    private static func command(
        _ arguments: [String], directory: TemporaryDirectory, number: Int
    ) throws -> CommandResult {
        try shell(#"exec "$@""#, [try program()] + arguments, directory: directory, number: number)
    }

    private static func shell(
        _ text: String, _ arguments: [String], directory: TemporaryDirectory, number: Int
    ) throws -> CommandResult {
        let base = "\(directory.path)/command-\(number)"
        let script = "exec >\(base).out 2>\(base).err\n\(text)\n"
        let process = try ChildProcess(["/bin/sh", "-c", script, "sh"] + arguments)
        let code = process.wait()
        return CommandResult(code: code, output: read(base + ".out"), errors: read(base + ".err"))
    }

    // MARK: Files

    public static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("can't write \(path): \(errno)") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw Failure("can't write \(path): \(errno)")
        }
    }
}
