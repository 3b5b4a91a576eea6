internal import Glibc

/// A program that was started here, and that ends when this is let go.
final class ChildProcess {
    let name: String
    let identifier: pid_t
    private let output: Int32
    private let logPath: String
    private var unread: [UInt8] = []
    private var isReaped = false
    /// Processor time of it and of its children, once it has ended by itself.
    private(set) var spentSeconds = 0.0

    /// - Parameters:
    ///   - arguments: the program, and its arguments; the name is searched in PATH if it has no slash.
    ///   - environment: added to this program's own.
    ///   - logPath: where its standard error goes.
    init(_ name: String, _ arguments: [String], environment: [String] = [], logPath: String) throws(BenchError) {
        self.name = name
        self.logPath = logPath
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system("pipe", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var started: pid_t = 0
        let code = CStrings.with(arguments) { arguments in
            CStrings.with(environment + CStrings.environment) { environment in
                posix_spawnp(&started, arguments[0]!, &actions, nil, arguments, environment)
            }
        }
        identifier = started
        guard code == 0 else {
            close(output)
            isReaped = true
            throw .system("start \(arguments[0])", errno: code)
        }
    }

    deinit {
        if !isReaped {
            kill(identifier, SIGKILL)
            waitpid(identifier, nil, 0)
        }
        close(output)
    }

    /// The next line it writes, or nil when the time is up.
    func line(within time: Duration) throws(BenchError) -> String? {
        let end = ContinuousClock.now + time
        while true {
            if let newline = unread.firstIndex(of: 0x0A) {
                defer { unread.removeSubrange(...newline) }
                return String(decoding: unread[..<newline], as: UTF8.self)
            }
            try Interruption.check()
            guard ContinuousClock.now < end else { return nil }
            var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 50) == 1 else { continue }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { throw failure("ended") }
            unread.append(contentsOf: buffer[..<count])
        }
    }

    /// Everything it writes until it ends by itself; an error if it does not end well.
    func finish(within time: Duration) throws(BenchError) -> [UInt8] {
        let end = ContinuousClock.now + time
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while ContinuousClock.now < end {
            try Interruption.check()
            var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 50) == 1 else { continue }
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else {
                guard reap() == 0 else { throw failure("failed") }
                return unread
            }
            unread.append(contentsOf: buffer[..<count])
        }
        throw failure("did not end in time")
    }

    /// Asks it to end, and returns what it had left to say; after ten seconds it is killed.
    func stop() throws(BenchError) -> [UInt8] {
        kill(identifier, SIGTERM)
        return try finish(within: .seconds(10))
    }

    /// An error about this program, with the end of its log.
    func failure(_ problem: String) -> BenchError {
        let lines = TextFile.read(logPath).split(separator: "\n").suffix(5)
        return .program(name, problem: problem, log: lines.joined(separator: "\n"))
    }

    /// Whether it ended by itself.
    func hasEnded() -> Bool {
        if !isReaped, waitpid(identifier, nil, WNOHANG) == identifier { isReaped = true }
        return isReaped
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        var usage = rusage()
        wait4(identifier, &status, 0, &usage)
        isReaped = true
        spentSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return status
    }
}

/// Arrays of C strings, which end with a null pointer.
enum CStrings {
    typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// The list is good for the time of the call.
    static func with<Result>(_ texts: [String], _ body: (List) -> Result) -> Result {
        var pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }

    static var environment: [String] {
        var result: [String] = []
        var next = environ
        while let entry = next.pointee {
            result.append(String(cString: entry))
            next += 1
        }
        return result
    }
}
