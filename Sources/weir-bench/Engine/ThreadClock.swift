internal import Glibc

/// Processor time of this thread.
enum ThreadClock {
    static var nanoseconds: Int64 {
        var time = timespec()
        // The clock exists on every Linux.
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
