internal import Glibc

/// Waits until a process has nothing more to do.
enum Settling {
    /// It is quiet when it used less than this in `window`.
    static let quiet: Int64 = 10_000_000
    static let window = 10
    static let step = Duration.milliseconds(50)

    /// - Returns: its processor time in nanoseconds as it was when the quiet began, so that the waiting is not counted.
    static func wait(for process: pid_t, within time: Duration = .seconds(300)) throws(BenchError) -> Int64 {
        let end = ContinuousClock.now + time
        var recent = [try ProcessUsage.processorNanoseconds(of: process)]
        while ContinuousClock.now < end {
            try Interruption.sleep(step)
            recent.append(try ProcessUsage.processorNanoseconds(of: process))
            guard recent.count > window else { continue }
            let first = recent.removeFirst()
            if recent[recent.count - 1] - first < quiet { return first }
        }
        throw .miscount("process \(process) does not come to rest")
    }
}
