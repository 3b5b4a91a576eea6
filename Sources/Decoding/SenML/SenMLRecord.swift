internal import Telemetry

/// What RFC 8428 asks of a pack and one of its records breaks.
struct SenMLFlaw: Error {
    var reason = RejectReason.invalidSenML
}

/// The labels of one record as they are written (RFC 8428 section 4). Texts are gone with the parser's next payload.
struct SenMLRecord {
    var baseName: UnsafeRawBufferPointer?
    var baseTime: Double?
    var baseUnit: UnsafeRawBufferPointer?
    var baseValue: Double?
    var baseSum: Double?
    var name: UnsafeRawBufferPointer?
    var unit: UnsafeRawBufferPointer?
    /// A number, a text, a flag, or data in base 64, which stays a text.
    var value: PayloadScalar = .missing
    var sum: Double?
    var time: Double?

    /// The version this reads (section 4.4).
    private static let version: Int64 = 10

    mutating func set(_ key: UnsafeRawBufferPointer, _ scalar: PayloadScalar) throws(SenMLFlaw) {
        switch key.count {
        case 1:
            switch key[0] {
            case UInt8(ascii: "n"): name = try SenMLRecord.text(scalar)
            case UInt8(ascii: "u"): unit = try SenMLRecord.text(scalar)
            case UInt8(ascii: "v"): try setValue(.number(try SenMLRecord.number(scalar)))
            case UInt8(ascii: "s"): sum = try SenMLRecord.number(scalar)
            case UInt8(ascii: "t"): time = try SenMLRecord.number(scalar)
            default: try setOther(key)
            }
        case 2:
            switch (key[0], key[1]) {
            case (UInt8(ascii: "b"), UInt8(ascii: "n")): baseName = try SenMLRecord.text(scalar)
            case (UInt8(ascii: "b"), UInt8(ascii: "t")): baseTime = try SenMLRecord.number(scalar)
            case (UInt8(ascii: "b"), UInt8(ascii: "u")): baseUnit = try SenMLRecord.text(scalar)
            case (UInt8(ascii: "b"), UInt8(ascii: "v")): baseValue = try SenMLRecord.number(scalar)
            case (UInt8(ascii: "b"), UInt8(ascii: "s")): baseSum = try SenMLRecord.number(scalar)
            case (UInt8(ascii: "v"), UInt8(ascii: "s")), (UInt8(ascii: "v"), UInt8(ascii: "d")):
                try setValue(.text(try SenMLRecord.text(scalar)))
            case (UInt8(ascii: "v"), UInt8(ascii: "b")):
                guard case .flag = scalar else { throw SenMLFlaw(reason: .wrongType) }
                try setValue(scalar)
            default: try setOther(key)
            }
        default:
            guard ASCII.isEqual(key, "bver") else { return try setOther(key) }
            guard case .integer(let version) = scalar, version >= 1, version <= SenMLRecord.version else {
                throw SenMLFlaw()
            }
        }
    }

    /// A record has one value at most (section 4.2).
    private mutating func setValue(_ scalar: PayloadScalar) throws(SenMLFlaw) {
        guard case .missing = value else { throw SenMLFlaw() }
        value = scalar
    }

    /// Labels that are not known are passed over, unless they end in an underscore (section 4.4).
    private func setOther(_ key: UnsafeRawBufferPointer) throws(SenMLFlaw) {
        if key.last == UInt8(ascii: "_") { throw SenMLFlaw() }
    }

    private static func text(_ scalar: PayloadScalar) throws(SenMLFlaw) -> UnsafeRawBufferPointer {
        guard case .text(let text) = scalar else { throw SenMLFlaw(reason: .wrongType) }
        return text
    }

    private static func number(_ scalar: PayloadScalar) throws(SenMLFlaw) -> Double {
        switch scalar {
        case .number(let number): return number
        case .integer(let integer):
            guard let number = Double(exactly: integer) else { throw SenMLFlaw(reason: .inexactNumber) }
            return number
        case .inexact: throw SenMLFlaw(reason: .inexactNumber)
        default: throw SenMLFlaw(reason: .wrongType)
        }
    }
}
