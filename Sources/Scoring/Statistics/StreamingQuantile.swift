internal import Glibc
internal import Telemetry

/// A quantile of non-negative numbers in constant memory: counts in buckets of equal ratio, all halved when they are
/// full, so that what is long ago counts less.
struct StreamingQuantile: Sendable, Equatable {
    static let bucketCount = 512
    /// Ratio of neighbouring buckets: the quantile is exact within half of that. 512 of them span nine decades.
    static let ratio = 1.04
    /// Numbers after which all counts are halved.
    static let capacity: UInt32 = 20_000
    private static let logRatio = log(ratio)
    static let memoryBound = bucketCount * MemoryLayout<UInt32>.stride + 64

    let level: Double
    /// Bucket 0 holds zeros; the middle one is that of the first number that was not zero.
    private var counts: [UInt32]
    /// The logarithm of the first number that was not zero.
    private var origin: Double?
    private(set) var count: UInt32 = 0
    /// The bucket of the quantile, and how many numbers are in buckets above it.
    private var position = 0
    private var above: UInt32 = 0

    init(level: Double) {
        self.level = level
        counts = Array(repeating: 0, count: Self.bucketCount)
    }

    /// Nil while there is no number.
    var value: Double? {
        guard count > 0 else { return nil }
        guard position > 0, let origin else { return 0 }
        return exp(origin + Double(position - Self.bucketCount / 2) * Self.logRatio)
    }

    /// - Returns: whether the counts were halved.
    @discardableResult
    mutating func add(_ number: Double) -> Bool {
        if number > 0, origin == nil { origin = log(number) }
        let bucket = bucket(of: number)
        counts[bucket] += 1
        count += 1
        if bucket > position { above += 1 }
        let isFull = count >= Self.capacity
        if isFull { halve() }
        settle()
        return isFull
    }

    private func bucket(of number: Double) -> Int {
        guard number > 0, let origin else { return 0 }
        let half = Double(Self.bucketCount / 2)
        let steps = ((log(number) - origin) / Self.logRatio).rounded()
        return Int(max(1 - half, min(half - 1, steps))) + Self.bucketCount / 2
    }

    private mutating func halve() {
        for index in counts.indices { counts[index] /= 2 }
        count = counts.reduce(0, +)
        above = counts[(position + 1)...].reduce(0, +)
    }

    /// Moves to the lowest bucket with at most `1 - level` of the numbers above it.
    private mutating func settle() {
        let allowed = Double(count) * (1 - level)
        while Double(above) > allowed {
            position += 1
            above -= counts[position]
        }
        while position > 0, Double(above + counts[position]) <= allowed {
            above += counts[position]
            position -= 1
        }
    }

    func write(to bytes: inout ByteWriter) {
        bytes.bool(origin != nil)
        if let origin { bytes.double(origin) }
        // Runs of zeros are most of it.
        var zeros: UInt64 = 0
        for count in counts {
            if count == 0 { zeros += 1; continue }
            bytes.unsigned(zeros)
            bytes.unsigned(UInt64(count))
            zeros = 0
        }
        bytes.unsigned(zeros)
        bytes.unsigned(0)
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        self = StreamingQuantile(level: level)
        if try bytes.bool() { origin = try bytes.finite() }
        var bucket = 0
        while true {
            bucket += try bytes.index()
            let number = try bytes.index()
            if number == 0 { break }
            guard bucket < counts.count, number <= Self.capacity else { throw bytes.malformed }
            counts[bucket] = UInt32(number)
            count += UInt32(number)
            bucket += 1
        }
        guard bucket == counts.count, count <= Self.capacity, origin != nil || count == counts[0] else {
            throw bytes.malformed
        }
        position = counts.count - 1
        settle()
    }
}
