/// Samples of a vibration, evenly spaced.
public struct Waveform: Sendable, Equatable {
    /// The most samples of one.
    public static let limit = 1 << 18

    /// What a sample is.
    public enum Unit: String, Sendable, CaseIterable {
        /// Standard gravity.
        case gravity = "g"
        case metresPerSecondSquared = "m/s2"
        case millimetresPerSecond = "mm/s"
        /// Anything else: nothing that needs a unit is said of it.
        case other = "1"

        /// In m/s²; nil for what is no acceleration.
        var acceleration: Double? {
            switch self {
            case .gravity: 9.80665
            case .metresPerSecondSquared: 1
            case .millimetresPerSecond, .other: nil
            }
        }
    }

    public let samples: [Double]
    /// Samples in a second.
    public let rate: Double
    public let unit: Unit

    /// - Parameters:
    ///   - samples: 16...2^18, all finite.
    ///   - rate: above 0, in Hz.
    /// - Returns: nil when they are not.
    public init?(samples: [Double], rate: Double, unit: Unit) {
        guard (16...Self.limit).contains(samples.count), rate > 0, rate.isFinite, samples.allSatisfy(\.isFinite) else {
            return nil
        }
        self.samples = samples
        self.rate = rate
        self.unit = unit
    }

    /// How samples are packed in a payload: little-endian.
    public enum Packing: String, Sendable, CaseIterable {
        case int16
        case float32
    }

    /// Unpacks samples.
    /// - Parameter scale: what 1 in the payload stands for, in the unit.
    /// - Returns: nil when the bytes are not a whole number of samples, or more than `limit`.
    public static func unpack(_ bytes: some RandomAccessCollection<UInt8>, _ packing: Packing, scale: Double = 1)
        -> [Double]?
    {
        let size = packing == .int16 ? 2 : 4
        guard bytes.count.isMultiple(of: size), bytes.count / size <= limit else { return nil }
        // One kind of memory for all collections: a collection that another module brings would be asked byte by byte.
        return bytes.withContiguousStorageIfAvailable { unpack($0, packing, scale) }
            ?? Array(bytes).withUnsafeBufferPointer { unpack($0, packing, scale) }
    }

    private static func unpack(_ bytes: UnsafeBufferPointer<UInt8>, _ packing: Packing, _ scale: Double) -> [Double] {
        let raw = UnsafeRawBufferPointer(bytes)
        switch packing {
        case .int16:
            return stride(from: 0, to: raw.count, by: 2).map { place in
                Double(Int16(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: Int16.self))) * scale
            }
        case .float32:
            return stride(from: 0, to: raw.count, by: 4).map { place in
                let word = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                return Double(Float(bitPattern: word)) * scale
            }
        }
    }

    /// Decodes base64 (RFC 4648 section 4), with or without padding at the end.
    /// - Returns: nil for anything else.
    public static func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 3)
        var word: UInt32 = 0
        var bits = 0
        var padding = 0
        for character in text {
            guard character != UInt8(ascii: "=") else {
                padding += 1
                continue
            }
            guard padding == 0, let value = sextet(character) else { return nil }
            word = word << 6 | value
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
        }
        // A single character over is no byte; bits over have to be 0.
        guard bits < 6, word & (1 << UInt32(bits) - 1) == 0, padding <= 2 else { return nil }
        return bytes
    }

    private static func sextet(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
