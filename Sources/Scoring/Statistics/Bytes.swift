internal import Telemetry

/// The words that detectors' states have in common.
extension ByteWriter {
    mutating func optional(_ time: Timestamp?) {
        bool(time != nil)
        if let time { signed(time.milliseconds) }
    }

    mutating func doubles(_ values: some Collection<Double>) {
        count(values.count)
        for value in values { double(value) }
    }
}

extension ByteReader {
    mutating func optionalTimestamp() throws(MalformedBytes) -> Timestamp? {
        try bool() ? Timestamp(milliseconds: try signed()) : nil
    }

    /// - Parameter limit: more than that is malformed.
    mutating func doubles(atMost limit: Int) throws(MalformedBytes) -> [Double] {
        let count = try count()
        guard count <= limit else { throw malformed }
        var values: [Double] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try double()) }
        return values
    }

    /// Exactly `count` numbers, or the bytes are malformed.
    mutating func doubles(exactly count: Int) throws(MalformedBytes) -> [Double] {
        let values = try doubles(atMost: count)
        guard values.count == count else { throw malformed }
        return values
    }

    /// Rows seen: never so many that another one would overflow.
    mutating func rowCount() throws(MalformedBytes) -> Int64 {
        let count = try signed()
        guard (0..<1 << 53).contains(count) else { throw malformed }
        return count
    }

    mutating func finite() throws(MalformedBytes) -> Double {
        let value = try double()
        guard value.isFinite else { throw malformed }
        return value
    }
}
