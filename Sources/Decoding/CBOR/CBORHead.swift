/// The first bytes of a data item (RFC 8949 section 3): its major type and its argument.
struct CBORHead {
    enum MajorType: UInt8 {
        case unsigned, negative, bytes, text, array, map, tag, simple
    }

    /// Ends an array or a map of indefinite length.
    static let breakByte: UInt8 = 0xFF

    let type: MajorType
    /// The low five bits of the first byte.
    let information: UInt8
    let argument: UInt64
    /// Where the head ends.
    let end: Int

    /// The length is not told: a break byte ends the item.
    var isIndefinite: Bool { information == 31 }

    /// Nil where the head is cut off or not well-formed.
    init?(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        guard position < bytes.count, let type = MajorType(rawValue: bytes[position] >> 5) else { return nil }
        self.type = type
        information = bytes[position] & 31
        switch information {
        case 0..<24:
            argument = UInt64(information)
            end = position + 1
        case 24...27:
            let size = 1 << (information - 24)
            guard bytes.count - position > size else { return nil }
            end = position + 1 + size
            argument = bytes[position + 1..<position + 1 + size].reduce(0) { $0 << 8 | UInt64($1) }
            // Simple values below 32 have one spelling (section 3.3).
            if type == .simple, information == 24, argument < 32 { return nil }
        case 31 where type == .array || type == .map:
            argument = 0
            end = position + 1
        default:
            // 28 to 30 are reserved; strings in pieces are not taken, since no field could be one without copying.
            return nil
        }
    }
}

extension PayloadScalar {
    /// The value of an item that is no tag.
    init(_ head: CBORHead, in bytes: UnsafeRawBufferPointer) {
        switch head.type {
        case .unsigned: self = PayloadScalar.positive(head.argument)
        case .negative: self = PayloadScalar.negative(head.argument)
        case .text:
            self = .text(UnsafeRawBufferPointer(rebasing: bytes[head.end..<head.end + Int(head.argument)]))
        case .simple: self = PayloadScalar.simple(head)
        case .bytes, .array, .map, .tag: self = .container
        }
    }

    private static func positive(_ argument: UInt64) -> PayloadScalar {
        if let integer = Int64(exactly: argument) { return .integer(integer) }
        return Double(exactly: argument).map { .number($0) } ?? .inexact
    }

    /// Stands for -1 - argument.
    private static func negative(_ argument: UInt64) -> PayloadScalar {
        if let integer = Int64(exactly: argument) { return .integer(-1 - integer) }
        if argument == .max { return .number(-0x1p64) }
        return Double(exactly: argument + 1).map { .number(-$0) } ?? .inexact
    }

    private static func simple(_ head: CBORHead) -> PayloadScalar {
        switch head.information {
        case 20: .flag(false)
        case 21: .flag(true)
        // Null, and undefined, which is no value either.
        case 22, 23: .null
        case 25: finite(half(UInt16(truncatingIfNeeded: head.argument)))
        case 26: finite(Double(Float(bitPattern: UInt32(truncatingIfNeeded: head.argument))))
        case 27: finite(Double(bitPattern: head.argument))
        default: .container
        }
    }

    private static func finite(_ number: Double) -> PayloadScalar {
        // Adding zero turns -0.0 into 0.0.
        number.isFinite ? .number(number + 0) : .notFinite
    }

    /// RFC 8949 appendix D.
    private static func half(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10) & 0x1F
        let fraction = Double(bits & 0x3FF)
        let magnitude: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: Double(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
            }
        return bits & 0x8000 == 0 ? magnitude : -magnitude
    }
}
