internal import Telemetry

/// The last numbers of a series, the newest first.
struct Ring: Sendable, Equatable {
    private var length: Int
    private var numbers: [Double] = []
    /// Where the oldest is, once full.
    private var next = 0

    init(length: Int) {
        self.length = length
    }

    /// Makes room; only before the first number.
    mutating func grow(to length: Int) {
        self.length = max(self.length, length)
    }

    var count: Int { numbers.count }
    var memoryBound: Int { MemoryLayout<Self>.size + 8 * length + 32 }

    /// - Parameter age: 0 for the newest, below `count`.
    subscript(age: Int) -> Double {
        let index = next - 1 - age
        return numbers[index < 0 ? index + numbers.count : index]
    }

    /// The newest less that of `age` numbers ago; NaN before there is one.
    func difference(_ age: Int) -> Double {
        numbers.count > age ? self[0] - self[age] : .nan
    }

    mutating func add(_ number: Double) {
        guard length > 0 else { return }
        if numbers.count < length {
            numbers.append(number)
        } else {
            numbers[next] = number
            next = (next + 1) % length
        }
    }

    mutating func restart() {
        numbers.removeAll(keepingCapacity: true)
        next = 0
    }

    func write(to bytes: inout ByteWriter) {
        bytes.doubles(numbers[next...] + numbers[..<next])
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        numbers = try bytes.doubles(atMost: length)
        next = 0
        guard numbers.allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}
