public import Telemetry

/// What a pattern's `key` came to: events of different keys know nothing of each other.
public enum PatternKey: Sendable, Hashable, Comparable {
    case flag(Bool)
    /// By its bits, so that -0 and 0 are one key and every NaN is the same.
    case number(UInt64)
    case text(String)

    public init(_ value: Value) {
        switch value {
        case .flag(let flag): self = .flag(flag)
        case .text(let text): self = .text(text)
        case .number(let number):
            self = .number(number.isNaN ? Double.nan.bitPattern : number == 0 ? 0 : number.bitPattern)
        }
    }

    /// Any total order will do that does not change: flags, then numbers, then texts by their bytes.
    public static func < (left: PatternKey, right: PatternKey) -> Bool {
        switch (left, right) {
        case (.flag(let left), .flag(let right)): !left && right
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.flag, _), (.number, .text): true
        default: false
        }
    }

    func write(to bytes: inout ByteWriter) {
        switch self {
        case .flag(let flag): bytes.value(.flag(flag))
        case .number(let bits): bytes.value(.number(Double(bitPattern: bits)))
        case .text(let text): bytes.value(.text(text))
        }
    }
}
