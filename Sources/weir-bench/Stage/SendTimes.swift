internal import Glibc

/// The file that says since when which device waits for an answer, shared with the reference clients (see sendtimes.h).
enum SendTimes {
    /// Behind it the devices follow with 8 bytes each.
    private static let headerBytes = 8

    /// Sets that the first device was asked just now.
    static func ask(in path: String) throws(BenchError) {
        let descriptor = try open(path, O_WRONLY)
        defer { close(descriptor) }
        var time = timespec()
        // The clock exists on every Linux.
        clock_gettime(CLOCK_MONOTONIC, &time)
        var value = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        guard pwrite(descriptor, &value, 8, off_t(headerBytes)) == 8 else { throw .system(path, errno: errno) }
    }

    /// Returns when nobody waits; or after ten seconds, since whoever counts the answers says how many are missing.
    static func awaitAnswers(in path: String) throws(BenchError) {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            try Interruption.sleep(.milliseconds(100))
            if try !isAnybodyWaiting(in: descriptor, path) { return }
        }
    }

    private static func isAnybodyWaiting(in descriptor: Int32, _ path: String) throws(BenchError) -> Bool {
        var times = [Int64](repeating: 0, count: 512)
        var offset = headerBytes
        while true {
            let count = pread(descriptor, &times, times.count * 8, off_t(offset))
            guard count >= 0 else { throw .system(path, errno: errno) }
            if count == 0 { return false }
            if times[..<(count / 8)].contains(where: { $0 != 0 }) { return true }
            offset += count
        }
    }

    private static func open(_ path: String, _ mode: Int32) throws(BenchError) -> Int32 {
        let descriptor = Glibc.open(path, mode | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path, errno: errno) }
        return descriptor
    }
}
