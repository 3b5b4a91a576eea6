internal import Glibc

/// A program that the demo started. It is in a process group of its own, so that Ctrl-C reaches the demo alone and the
/// demo ends everything in order; and it never outlives the demo (see `DemoChild`).
final class Child {
    private let identifier: pid_t
    private var status: Int32?

    /// - Parameters:
    ///   - path: the program's file.
    ///   - arguments: from the zeroth on, the program's name.
    ///   - log: the file that takes what the program prints.
    init(path: String, arguments: [String], log: String) throws(DemoFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

        // Signals that the demo waits for are blocked in it; a child starts with none blocked and none ignored.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let words = ["weir", "demo", "child", "\(getpid())", path] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        // Our own file, also where it was replaced or deleted since the start.
        let code = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, &pointers, environ)
        guard code == 0 else { throw DemoFailure("cannot start \(path): \(String(cString: strerror(code)))") }
        identifier = child
    }

    deinit {
        end(withinMilliseconds: 0)
    }

    var isRunning: Bool {
        guard status == nil else { return false }
        var result: Int32 = 0
        if waitpid(identifier, &result, WNOHANG) == identifier { status = result }
        return status == nil
    }

    /// SIGTERM, and SIGKILL when the time is over; returns when the program has ended.
    func end(withinMilliseconds limit: Int64 = 10_000) {
        guard isRunning else { return }
        kill(identifier, SIGTERM)
        let deadline = DemoClock.milliseconds + limit
        while isRunning, DemoClock.milliseconds < deadline { usleep(2000) }
        guard isRunning else { return }
        kill(identifier, SIGKILL)
        var result: Int32 = 0
        while waitpid(identifier, &result, 0) < 0, errno == EINTR {}
        status = result
    }
}
