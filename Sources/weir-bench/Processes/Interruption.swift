internal import Glibc

/// Ctrl-C and SIGTERM end the benchmark between two looks, so that brokers are stopped and directories removed.
enum Interruption {
    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }

    /// From here on the signals wait until somebody looks.
    static func hold() {
        var set = signals
        sigprocmask(SIG_BLOCK, &set, nil)
    }

    static func check() throws(BenchError) {
        var pending = sigset_t()
        sigpending(&pending)
        if sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 { throw .interrupted }
    }

    /// Sleeps, in steps short enough that a person does not wait.
    static func sleep(_ duration: Duration) throws(BenchError) {
        let end = ContinuousClock.now + duration
        while true {
            try check()
            let left = end - ContinuousClock.now
            guard left > .zero else { return }
            let step = min(left, .milliseconds(50))
            usleep(UInt32(step.nanoseconds / 1000) + 1)
        }
    }
}

extension Duration {
    /// Whole nanoseconds; durations here are far from the ends of an Int64.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
