internal import Telemetry

/// Reads that also check the range, so that damaged bytes throw here instead of overflowing later.
extension ByteReader {
    /// Milliseconds near enough to zero that sums of a few of them cannot overflow.
    mutating func time() throws(MalformedBytes) -> Int64 {
        let time = try signed()
        guard time.magnitude <= UInt64(TimeBounds.greatest) else { throw malformed }
        return time
    }

    /// A count, low enough that sums of some thousand cannot overflow.
    mutating func nonNegative() throws(MalformedBytes) -> Int64 {
        let number = try signed()
        guard number >= 0, number < 1 << 48 else { throw malformed }
        return number
    }

    mutating func finite() throws(MalformedBytes) -> Double {
        let number = try double()
        guard number.isFinite else { throw malformed }
        return number
    }
}

/// The times operators compute with: a third of what an integer holds, so that adding sizes and delays cannot overflow.
enum TimeBounds {
    static let greatest: Int64 = 1 << 61
    /// The longest duration a setting may have (8,900 years).
    static let longest: Int64 = 1 << 48

    static func clamp(_ time: Int64) -> Int64 {
        min(max(time, -greatest), greatest)
    }
}
