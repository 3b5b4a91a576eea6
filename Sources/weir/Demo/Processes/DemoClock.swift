internal import CLinux
internal import Glibc

enum DemoClock {
    /// For pauses and durations; never goes back.
    static var milliseconds: Int64 { weir_clock_milliseconds(CLOCK_BOOTTIME) }

    /// Since 1970, for what sensors say.
    static var wall: Int64 { weir_clock_milliseconds(CLOCK_REALTIME) }
}
