public import Telemetry

/// A sum that carries what rounding lost (Neumaier 1974), so that a long series of small numbers, or of numbers that
/// cancel, is exact to the last digits.
public struct CompensatedSum: Sendable, Equatable {
    private var rounded = 0.0
    private var lost = 0.0

    public init() {}

    public var value: Double { rounded + lost }

    public mutating func add(_ number: Double) {
        let total = rounded + number
        lost += abs(rounded) >= abs(number) ? (rounded - total) + number : (number - total) + rounded
        rounded = total
    }

    public mutating func merge(_ other: CompensatedSum) {
        add(other.rounded)
        lost += other.lost
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.double(rounded)
        bytes.double(lost)
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        rounded = try bytes.double()
        lost = try bytes.double()
    }
}
