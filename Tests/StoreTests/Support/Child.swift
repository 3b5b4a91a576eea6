import Glibc

/// A process started by a test: its output line by line, and its end.
final class Child {
    private let identifier: pid_t
    private let output: Int32
    private var buffer: [UInt8] = []
    private var isReaped = false

    init(_ path: String, _ arguments: [String]) {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var started: pid_t = 0
        let code = posix_spawnp(&started, path, &actions, nil, words, environ)
        precondition(code == 0, "cannot start \(path): \(code)")
        close(ends[1])
        identifier = started
        output = ends[0]
    }

    deinit {
        kill(SIGKILL)
        _ = wait()
        close(output)
    }

    func kill(_ signal: Int32) { if !isReaped { Glibc.kill(identifier, signal) } }

    /// The next line, or nil at the end of the output.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &piece, piece.count)
            guard count > 0 else { return nil }
            buffer.append(contentsOf: piece[..<count])
        }
    }

    func lines() -> [String] {
        var lines: [String] = []
        while let next = line() { lines.append(next) }
        return lines
    }

    /// Kills the process after so long, and gives all that it said.
    func lines(killAfter microseconds: Int) -> [String] {
        let end = Self.now + microseconds
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let rest = end - Self.now
            if rest <= 0 { break }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(rest / 1000)) > 0 else { continue }
            let count = read(output, &piece, piece.count)
            if count <= 0 { break }
            buffer.append(contentsOf: piece[..<count])
        }
        kill(SIGKILL)
        return lines()
    }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// The exit status, or minus the signal.
    func wait() -> Int32 {
        guard !isReaped else { return 0 }
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        isReaped = true
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// The writer that SwiftPM builds beside the test bundle.
    static var writer: String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        let own = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.split(separator: "/").dropLast().joined(separator: "/")
        let beside = "/" + folder + "/store-writer"
        if access(beside, X_OK) == 0 { return beside }
        // Under swiftpm-testing-helper the bundle is an argument.
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            let folder = argument.split(separator: "/").dropLast().joined(separator: "/")
            let candidate = "/" + folder + "/store-writer"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        preconditionFailure("store-writer is not built beside \(own)")
    }
}
