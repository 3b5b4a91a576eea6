import Glibc
import Testing

@testable import GPIO

/// Tests against chips of a real kernel; deploy/gpio-machine/test runs them in a virtual machine, and fails when they
/// did not run there. Serialized, because chips and the kernel's trace are shared by all.
@Suite(
    "KernelGPIO", .serialized,
    .enabled(if: GPIOMachine.isHere, "needs the GPIO machine: deploy/gpio-machine/test runs this suite"))
struct KernelGPIO {
    /// Waits until the input has something to drain.
    /// - Returns: false when nothing came in that time.
    static func wait(for input: InputLine, milliseconds: Int32) throws -> Bool {
        var entry = pollfd(fd: try #require(input.descriptor), events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    /// Collects edges until `count` are there, or none came for five seconds.
    static func edges(_ count: Int, from input: InputLine) throws -> [EdgeEvent] {
        var edges: [EdgeEvent] = []
        while edges.count < count, try wait(for: input, milliseconds: 5_000) {
            _ = try input.drain { edges.append($0) }
        }
        return edges
    }

    static func monotonicNanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    static func openDescriptors() throws -> Int {
        let folder = try #require(opendir("/proc/self/fd"))
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
