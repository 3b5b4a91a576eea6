internal import Telemetry

/// What the records so far have set for those that follow (RFC 8428 section 4.1), and what follows for one record
/// (section 4.6).
struct SenMLBase {
    private var name = UnsafeRawBufferPointer(start: nil, count: 0)
    private var time = 0.0
    private var unit: UnsafeRawBufferPointer?
    private var value: Double?
    private var sum: Double?

    /// Times below are relative to the time of arrival (section 4.5.3).
    private static let firstAbsoluteTime = 0x1p28

    mutating func take(_ record: SenMLRecord) {
        if let baseName = record.baseName { name = baseName }
        if let baseTime = record.baseTime { time = baseTime }
        if let baseUnit = record.baseUnit { unit = baseUnit }
        if let baseValue = record.baseValue { value = baseValue }
        if let baseSum = record.baseSum { sum = baseSum }
    }

    /// The parts of the name of `record`.
    func name(of record: SenMLRecord) -> SenMLName {
        SenMLName(base: name, own: record.name ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }

    func unit(of record: SenMLRecord) -> UnsafeRawBufferPointer? { record.unit ?? unit }

    func value(of record: SenMLRecord) -> PayloadScalar {
        switch record.value {
        case .number(let number): return SenMLBase.finite(number + (value ?? 0))
        case .missing where record.sum == nil && record.name != nil: return value.map { .number($0) } ?? .missing
        default: return record.value
        }
    }

    func sum(of record: SenMLRecord) -> PayloadScalar {
        guard record.sum != nil || sum != nil else { return .missing }
        return SenMLBase.finite((record.sum ?? 0) + (sum ?? 0))
    }

    private static func finite(_ number: Double) -> PayloadScalar { number.isFinite ? .number(number) : .notFinite }

    func time(of record: SenMLRecord) -> RecordTime {
        let seconds = time + (record.time ?? 0)
        let milliseconds = (seconds * 1000).rounded()
        var time = RecordTime.none
        if seconds >= SenMLBase.firstAbsoluteTime {
            time.set(Int64(exactly: milliseconds) ?? .max)
        } else if seconds > -SenMLBase.firstAbsoluteTime, let offset = Int64(exactly: milliseconds) {
            time.arrivalOffsetMilliseconds = offset
        } else {
            time.flaw = .outOfBounds
        }
        return time
    }
}

/// A name in its two parts, base and own, which are one after the other.
struct SenMLName {
    let base: UnsafeRawBufferPointer
    let own: UnsafeRawBufferPointer

    var isEmpty: Bool { base.isEmpty && own.isEmpty }

    /// Letters, digits and `-:./_`, the first of them a letter or a digit (section 4.5.1).
    var isValid: Bool {
        guard let first = base.first ?? own.first, SenMLName.isAlphanumeric(first) else { return false }
        return base.allSatisfy(SenMLName.isPart) && own.allSatisfy(SenMLName.isPart)
    }

    /// The whole name, or what the record adds to the base name.
    func matches(_ name: [UInt8]) -> Bool {
        if own.count == name.count, own.elementsEqual(name) { return true }
        guard base.count + own.count == name.count else { return false }
        return base.elementsEqual(name[..<base.count]) && own.elementsEqual(name[base.count...])
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x2E, 0x2F, 0x3A, 0x5F: true
        default: isAlphanumeric(byte)
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
