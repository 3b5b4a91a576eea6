internal import Telemetry

/// Percentiles of a series of numbers in bounded memory: exact while there are few, then counted in buckets whose
/// width is a fixed part of their value (the idea of DDSketch: Masson, Rim and Lee 2019).
///
/// A bucket is the leading bits of the number itself, so there is no logarithm that might differ from one machine to
/// another. With six bits of the fraction a bucket's middle is within 0.78 % of all that is in it. When more than
/// `bucketLimit` buckets are in use (values spread over more than sixteen doublings), neighbours are joined and the error
/// doubles (Epicoco et al. 2020); the state depends on the values alone, not on their order.
struct QuantileSketch: Sendable, Equatable {
    static let exactLimit = 64
    static let bucketLimit = 1024
    private static let finestShift: UInt8 = 46

    struct Bucket: Sendable, Equatable {
        /// The number's leading bits and one, with its sign; 0 is zero itself.
        var key: Int32
        var count: Int64
    }

    private(set) var count: Int64 = 0
    private var minimum = Double.infinity
    private var maximum = -Double.infinity
    /// In order of arrival; empty once there are buckets.
    private var exact: [Double] = []
    /// Ascending by key.
    private var buckets: [Bucket] = []
    /// How many bits of a number are left out.
    private var shift = QuantileSketch.finestShift

    init() {}

    /// The greatest part by which a percentile may be off.
    var relativeError: Double {
        guard !buckets.isEmpty else { return 0 }
        guard shift <= 52 else { return 1 }
        let width = Double(sign: .plus, exponent: Int(shift) - 52, significand: 1)
        return width / (2 + width)
    }

    mutating func add(_ number: Double) {
        count += 1
        minimum = min(minimum, number)
        maximum = max(maximum, number)
        if buckets.isEmpty {
            if exact.count < QuantileSketch.exactLimit {
                exact.append(number)
                return
            }
            countExact()
        }
        insert(key(of: number), 1)
    }

    mutating func merge(_ other: QuantileSketch) {
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        if buckets.isEmpty, other.buckets.isEmpty, exact.count + other.exact.count <= QuantileSketch.exactLimit {
            exact.append(contentsOf: other.exact)
            return
        }
        countExact()
        while shift < other.shift { coarsen() }
        for number in other.exact { insert(key(of: number), 1) }
        for bucket in other.buckets {
            var key = bucket.key
            for _ in other.shift..<max(shift, other.shift) { key = QuantileSketch.coarser(key) }
            insert(key, bucket.count)
        }
    }

    mutating func removeAll() {
        count = 0
        minimum = .infinity
        maximum = -.infinity
        exact.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        shift = QuantileSketch.finestShift
    }

    /// The value at `percent`, 0 to 100, between the two nearest ranks; nil while there is none.
    func percentile(_ percent: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = percent / 100 * Double(count - 1)
        let lower = Int64(rank)
        let sorted = exact.sorted()
        let below = value(at: lower, sorted: sorted)
        let part = rank - Double(lower)
        guard part > 0, lower + 1 < count else { return below }
        let above = value(at: lower + 1, sorted: sorted)
        return below + (above - below) * part
    }

    private func value(at rank: Int64, sorted: [Double]) -> Double {
        guard buckets.isEmpty else {
            if rank == 0 { return minimum }
            if rank == count - 1 { return maximum }
            var before: Int64 = 0
            for bucket in buckets {
                before += bucket.count
                if before > rank { return min(max(middle(of: bucket.key), minimum), maximum) }
            }
            return maximum
        }
        return sorted[Int(rank)]
    }

    // MARK: Buckets

    private mutating func countExact() {
        for number in exact { insert(key(of: number), 1) }
        exact.removeAll(keepingCapacity: true)
    }

    private mutating func insert(_ key: Int32, _ number: Int64) {
        var low = 0
        var high = buckets.count
        var key = key
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].key < key { low = middle + 1 } else { high = middle }
        }
        if low < buckets.count, buckets[low].key == key {
            buckets[low].count += number
            return
        }
        if buckets.count < QuantileSketch.bucketLimit {
            buckets.insert(Bucket(key: key, count: number), at: low)
            return
        }
        // Until the new one fits in, which it may do by falling into an old one.
        while buckets.count >= QuantileSketch.bucketLimit {
            coarsen()
            key = QuantileSketch.coarser(key)
        }
        insert(key, number)
    }

    private mutating func coarsen() {
        shift += 1
        var kept = 0
        for index in buckets.indices {
            let key = QuantileSketch.coarser(buckets[index].key)
            if kept > 0, buckets[kept - 1].key == key {
                buckets[kept - 1].count += buckets[index].count
            } else {
                buckets[kept] = Bucket(key: key, count: buckets[index].count)
                kept += 1
            }
        }
        buckets.removeLast(buckets.count - kept)
    }

    private func key(of number: Double) -> Int32 {
        guard number != 0 else { return 0 }
        let leading = Int32(truncatingIfNeeded: number.magnitude.bitPattern >> UInt64(shift)) + 1
        return number < 0 ? -leading : leading
    }

    private static func coarser(_ key: Int32) -> Int32 {
        guard key != 0 else { return 0 }
        let leading = (abs(key) - 1) >> 1 + 1
        return key < 0 ? -leading : leading
    }

    /// The value whose distance to either end of the bucket is the same part of that end: the harmonic mean.
    private func middle(of key: Int32) -> Double {
        guard key != 0 else { return 0 }
        let leading = UInt64(key.magnitude) - 1
        let low = Double(bitPattern: leading << UInt64(shift))
        let high = Double(bitPattern: (leading + 1) << UInt64(shift))
        let value = high.isFinite ? low + (high - low) * (low / 2 / (low / 2 + high / 2)) : low
        return key < 0 ? -value : value
    }

    // MARK: Bytes

    func write(to bytes: inout ByteWriter) {
        bytes.signed(count)
        bytes.double(minimum)
        bytes.double(maximum)
        bytes.byte(shift)
        bytes.count(exact.count)
        for number in exact { bytes.double(number) }
        bytes.count(buckets.count)
        for bucket in buckets {
            bytes.signed(Int64(bucket.key))
            bytes.signed(bucket.count)
        }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        count = try bytes.nonNegative()
        minimum = try bytes.double()
        maximum = try bytes.double()
        shift = try bytes.byte()
        guard (QuantileSketch.finestShift...62).contains(shift) else { throw bytes.malformed }
        var counted: Int64 = 0
        let exactCount = try bytes.count()
        guard exactCount <= QuantileSketch.exactLimit else { throw bytes.malformed }
        for _ in 0..<exactCount { exact.append(try bytes.finite()) }
        let bucketCount = try bytes.count()
        guard bucketCount <= QuantileSketch.bucketLimit, exactCount == 0 || bucketCount == 0 else {
            throw bytes.malformed
        }
        let greatest = Int32(truncatingIfNeeded: Double.greatestFiniteMagnitude.bitPattern >> UInt64(shift)) + 1
        for _ in 0..<bucketCount {
            let key = try bytes.signed()
            let number = try bytes.nonNegative()
            guard let key = Int32(exactly: key), abs(Int64(key)) <= greatest, number > 0,
                buckets.last.map({ $0.key < key }) ?? true
            else { throw bytes.malformed }
            counted += number
            buckets.append(Bucket(key: key, count: number))
        }
        guard count == counted + Int64(exactCount) else { throw bytes.malformed }
    }
}
