internal import Telemetry

/// How many different values were seen: exact up to `limit`, an estimate beyond.
///
/// Keeps the `limit` least hashes (k minimum values: Bar-Yossef et al. 2002). While fewer were seen, they are all; then
/// the greatest one kept says how dense they lie. Standard error 1/sqrt(limit - 2): 3.1 % for 1,024.
struct DistinctCounter: Sendable, Equatable {
    static let limit = 1024

    /// Ascending.
    private var hashes: [UInt64] = []

    init() {}

    mutating func add(_ value: Value) {
        var hash = StableHash()
        switch value {
        case .number(let number): hash.combine(number == 0 ? 0 : number.bitPattern)
        case .flag(let flag): hash.combine(flag ? 2 : 1 as UInt64); hash.combine(1 as UInt64)
        case .text(let text): hash.combine(text)
        }
        insert(hash.value)
    }

    private mutating func insert(_ hash: UInt64) {
        if hashes.count == DistinctCounter.limit, let greatest = hashes.last, hash >= greatest { return }
        var low = 0
        var high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        if low < hashes.count, hashes[low] == hash { return }
        if hashes.count == DistinctCounter.limit { hashes.removeLast() }
        hashes.insert(hash, at: low)
    }

    mutating func merge(_ other: DistinctCounter) {
        for hash in other.hashes { insert(hash) }
    }

    mutating func removeAll() {
        hashes.removeAll(keepingCapacity: true)
    }

    var count: Double {
        guard hashes.count == DistinctCounter.limit, let greatest = hashes.last else { return Double(hashes.count) }
        let share = Double(greatest) / 0x1p64
        return (Double(DistinctCounter.limit - 1) / share).rounded()
    }

    func write(to bytes: inout ByteWriter) {
        bytes.count(hashes.count)
        for hash in hashes { bytes.word(hash) }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        let count = try bytes.count()
        guard count <= DistinctCounter.limit else { throw bytes.malformed }
        for _ in 0..<count {
            let hash = try bytes.word()
            guard hashes.last.map({ $0 < hash }) ?? true else { throw bytes.malformed }
            hashes.append(hash)
        }
    }
}
