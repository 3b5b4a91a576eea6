internal import Glibc

/// A process that a test starts and that never outlives it: a watchman kills it should the test die first.
public final class ChildProcess {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    public let identifier: Int32
    private var watchman: Int32
    private var leash: Int32
    private var status: Int32?

    /// Starts a program. Its standard input is empty; output goes to the files, or where the test's goes.
    /// - Parameter arguments: the program's path first; it is not searched for.
    public init(_ arguments: [String], output: String? = nil, environment: [String: String] = [:]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        identifier = try Self.spawn(arguments, &actions, environment)
        (watchman, leash) = (-1, -1)
        do {
            (watchman, leash) = try Self.watch(identifier)
        } catch {
            _ = Glibc.kill(identifier, SIGKILL)
            waitpid(identifier, nil, 0)
            throw error
        }
    }

    deinit {
        kill()
    }

    /// The wait status once it has ended, without waiting for it.
    public var isRunning: Bool {
        guard status == nil else { return false }
        var result: Int32 = 0
        if waitpid(identifier, &result, WNOHANG) == identifier { finish(result) }
        return status == nil
    }

    public func signal(_ number: Int32) {
        if isRunning { _ = Glibc.kill(identifier, number) }
    }

    /// SIGKILL, and waits for the end.
    public func kill() {
        signal(SIGKILL)
        wait()
    }

    /// SIGTERM, and waits for the end; after `milliseconds` SIGKILL.
    public func terminate(within milliseconds: Int64 = 5_000) {
        signal(SIGTERM)
        let limit = MonotonicClock.milliseconds() + milliseconds
        while isRunning && MonotonicClock.milliseconds() < limit { usleep(2_000) }
        kill()
    }

    /// Waits for the end. Returns the exit code, or minus the signal's number.
    @discardableResult
    public func wait() -> Int32 {
        if status == nil {
            var result: Int32 = 0
            while waitpid(identifier, &result, 0) < 0 && errno == EINTR {}
            finish(result)
        }
        guard let status else { return 0 }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }

    private func finish(_ result: Int32) {
        status = result
        _ = Glibc.kill(watchman, SIGKILL)
        waitpid(watchman, nil, 0)
        close(leash)
    }

    /// A shell that reads from a pipe whose other end only the test holds: the end of the test is the end of file.
    private static func watch(_ child: Int32) throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Failure("socketpair: \(errno)") }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        do {
            return (try spawn(["/bin/sh", "-c", "read -r _; kill -9 \(child)"], &actions, [:]), ends[0])
        } catch {
            close(ends[0])
            throw error
        }
    }

    private static func spawn(
        _ arguments: [String], _ actions: inout posix_spawn_file_actions_t, _ added: [String: String]
    ) throws -> Int32 {
        var variables: [String] = []
        var next = environ
        while let entry = next.pointee {
            variables.append(String(cString: entry))
            next += 1
        }
        for (name, value) in added {
            variables.removeAll { $0.hasPrefix("\(name)=") }
            variables.append("\(name)=\(value)")
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test framework's threads may block or ignore signals; a child starts with none of that.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer {
            for text in argv + envp { free(text) }
        }
        var child: Int32 = 0
        let code = posix_spawn(&child, arguments[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw Failure("can't start \(arguments[0]): \(code)") }
        return child
    }
}
