internal import CLinux
internal import Glibc

/// Waits for signals and descriptors on the main thread.
public struct SignalLoop {
    public enum Signal: Sendable {
        case terminate, reload
    }

    private let descriptor: Int32

    /// To be made before any thread is: threads inherit the mask, so that only this loop sees the signals.
    public init() {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        precondition(descriptor >= 0, "signalfd: errno \(errno)")
    }

    /// What ended a wait.
    public enum Wake: Sendable, Equatable {
        case signal(Signal)
        case readable, timeout
    }

    /// Waits for the next signal, or until `other` is readable, or the time is up.
    public func wait(or other: Int32, timeoutMilliseconds: Int32) -> Wake {
        if let signal = next(or: [other], timeoutMilliseconds: timeoutMilliseconds) { return .signal(signal) }
        var entry = pollfd(fd: other, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1 ? .readable : .timeout
    }

    /// Waits for the next signal, or until one of `others` is readable or the time is up (nil).
    public func next(or others: [Int32] = [], timeoutMilliseconds: Int32 = -1) -> Signal? {
        var entries = ([descriptor] + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&entries, nfds_t(entries.count), timeoutMilliseconds)
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &information, size) == size else { return nil }
        return Int32(information.ssi_signo) == SIGHUP ? .reload : .terminate
    }
}
