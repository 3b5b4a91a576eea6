internal import CAllocations
internal import CHeap
internal import Glibc
internal import Scoring
internal import Telemetry

/// What something takes, as measured: processor time of this thread, and memory from malloc.
struct Cost {
    /// Of one row, waveform or prediction.
    var microseconds: Double
    /// Of one, kept between rows.
    var kibibytes: Double
    /// For each row, waveform or prediction.
    var allocations: Double
    /// Bytes of its snapshot; nil where it keeps none.
    var snapshot: Int?

    /// The middle of several by time.
    static func median(_ costs: [Cost]) -> Cost {
        costs.sorted { $0.microseconds < $1.microseconds }[costs.count / 2]
    }

    static var processorNanoseconds: Int64 {
        var time = timespec()
        // The clock exists on every Linux.
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static var heapBytes: Int { Int(weir_heap_bytes()) }

    /// Time and allocations of `count` calls.
    static func measure(_ count: Int, _ work: (Int) -> Void) -> (microseconds: Double, allocations: Double) {
        let allocations = weir_allocation_count()
        let begin = processorNanoseconds
        for number in 0..<count { work(number) }
        let elapsed = processorNanoseconds - begin
        return (
            Double(elapsed) / 1000 / Double(count),
            Double(weir_allocation_count() - allocations) / Double(count)
        )
    }
}

/// Numbers that look like a machine's: a daily curve, noise, and now and then a jump. The same in every run.
struct Signal {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var row = 0

    /// About evenly spread over 0..<1 (xorshift64*, Vigna 2016).
    mutating func uniform() -> Double {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
    }

    mutating func next() -> Double {
        row += 1
        let noise = uniform() + uniform() + uniform() - 1.5
        return 20 + 5 * sin(Double(row) * 2 * .pi / 288) + noise + (row % 997 == 0 ? 8 : 0)
    }
}
