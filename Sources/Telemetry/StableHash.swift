/// A 64-bit hash that is the same in every process, on every machine and in every version: identities that end up in
/// files and at the platform are made of it. Not for adversaries (Swift's own Hasher is), only against accidents.
///
/// The mixing step is a 64 x 64 -> 128-bit multiplication folded by exclusive or, as in the wyhash family.
public struct StableHash: Sendable {
    public private(set) var state: UInt64

    private static let multiplier: UInt64 = 0xA076_1D64_78BD_642F
    private static let increment: UInt64 = 0xE703_7ED1_A0B4_28DB

    public init(seed: UInt64 = 0) {
        state = seed ^ StableHash.increment
    }

    public mutating func combine(_ word: UInt64) {
        state = StableHash.mix(state ^ StableHash.multiplier, word ^ StableHash.increment)
    }

    public mutating func combine(_ number: Int64) {
        combine(UInt64(bitPattern: number))
    }

    /// The bytes, and their count, so that "ab" + "c" and "a" + "bc" differ.
    public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        var shift: UInt64 = 0
        if offset + 4 <= bytes.count {
            rest = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            shift = 32
            offset += 4
        }
        while offset < bytes.count {
            rest |= UInt64(bytes[offset]) << shift
            shift += 8
            offset += 1
        }
        combine(rest)
        combine(UInt64(bytes.count))
    }

    public mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
    }

    public var value: UInt64 {
        StableHash.mix(state ^ StableHash.increment, StableHash.multiplier)
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
