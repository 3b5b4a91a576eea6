internal import Glibc
internal import Synchronization

/// Log lines on their way to a descriptor: whoever logs never waits for who reads the log.
///
/// A thread of its own writes them. Not a descriptor that does not block: that property belongs to the open file, which
/// others hold, too. What comes while too much waits is dropped and counted, and the log says so where it is missing.
public final class LogQueue: Sendable {
    /// Standard error's; its thread starts with its first line, and what waits is written before the process exits.
    public static let standardError = LogQueue(descriptor: STDERR_FILENO, flushesAtExit: true)

    static let lineLimit = 1024
    static let byteLimit = 256 << 10
    /// A process that exits waits so long at most for who reads the log.
    private static let exitMilliseconds: Int64 = 500

    private struct State {
        var lines: [String] = []
        var byteCount = 0
        var dropped = 0
        /// Dropped since a line was written.
        var untold = 0
        var isWriting = false
        var isStarted = false
    }

    private let state = Mutex(State())
    private let wakeup = Wakeup()
    private let descriptor: Int32
    private let flushesAtExit: Bool

    /// - Parameters:
    ///   - descriptor: stays open for as long as the process lives.
    ///   - flushesAtExit: for the one queue that the process has.
    init(descriptor: Int32, flushesAtExit: Bool = false) {
        self.descriptor = descriptor
        self.flushesAtExit = flushesAtExit
    }

    public var droppedCount: Int { state.withLock { $0.dropped } }
    public var waitingCount: Int { state.withLock { $0.lines.count } }

    /// Takes a line with its line break.
    func post(_ line: String) {
        let isFirst = state.withLock { state in
            if state.lines.count >= LogQueue.lineLimit || state.byteCount + line.utf8.count > LogQueue.byteLimit {
                state.dropped += 1
                state.untold += 1
            } else {
                state.lines.append(line)
                state.byteCount += line.utf8.count
            }
            defer { state.isStarted = true }
            return !state.isStarted
        }
        if isFirst { start() }
        wakeup.wake()
    }

    /// Waits until all is written, but no longer than so.
    func flush(milliseconds: Int64) {
        let end = Clock.boot + milliseconds
        while state.withLock({ $0.isWriting || !$0.lines.isEmpty }), Clock.boot < end { usleep(500) }
    }

    private func start() {
        // Ends with the process, and is not waited for.
        _ = ServiceThread(name: "log", stackBytes: 128 << 10) { [self] in run() }
        if flushesAtExit { atexit { LogQueue.standardError.flush(milliseconds: LogQueue.exitMilliseconds) } }
    }

    private func run() {
        while true {
            var entry = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&entry, 1, -1)
            wakeup.clear()
            let (lines, untold) = state.withLock { state in
                defer {
                    state.lines.removeAll(keepingCapacity: true)
                    state.byteCount = 0
                    state.untold = 0
                    state.isWriting = true
                }
                return (state.lines, state.untold)
            }
            for line in lines { write(line) }
            if untold > 0 { write("\(untold) log lines were dropped: they came faster than the log takes them\n") }
            state.withLock { $0.isWriting = false }
        }
    }

    /// One write a line where the descriptor takes it, so that the lines of processes do not cut into each other.
    private func write(_ line: String) {
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, 1000)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                // Nobody reads any more: a lost log line must not stop anything.
                return
            }
        }
    }
}
