internal import CLinux
internal import Glibc
internal import Telemetry

/// The gateway's monotonic time: CLOCK_BOOTTIME (which goes on in suspend) plus an offset that makes it go on where the
/// last run ended, over restarts and reboots.
struct Clock: Sendable {
    private let offset: Int64

    /// - Parameter last: the last instant of the run before; nil for the first run.
    init(resumingAfter last: Instant?) {
        let boot = weir_clock_milliseconds(CLOCK_BOOTTIME)
        if let last {
            // What happened in one run lies before all of the next: by that the engine tells what waited for the start.
            offset = last.milliseconds + 1 - boot
        } else {
            // A first run starts at wall-clock time, so that `now` and `time` read alike where the clock is right.
            offset = weir_clock_milliseconds(CLOCK_REALTIME) - boot
        }
    }

    var now: Instant { Instant(milliseconds: weir_clock_milliseconds(CLOCK_BOOTTIME) + offset) }

    /// The wall clock minus `now`.
    var wallOffset: Int64 { weir_clock_milliseconds(CLOCK_REALTIME) - now.milliseconds }

    /// Wall-clock time, for what is not the engine's business (log lines, status).
    static var wall: Timestamp { Timestamp(milliseconds: weir_clock_milliseconds(CLOCK_REALTIME)) }

    /// Time for pauses and deadlines of one run; never persisted.
    static var boot: Int64 { weir_clock_milliseconds(CLOCK_BOOTTIME) }

    /// The same in nanoseconds, for what is timed by the kernel.
    static var bootNanoseconds: Int64 { nanoseconds(CLOCK_BOOTTIME) }

    /// What the kernel stamps edges with: unlike CLOCK_BOOTTIME it stands still in suspend.
    static var monotonicNanoseconds: Int64 { nanoseconds(CLOCK_MONOTONIC) }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
