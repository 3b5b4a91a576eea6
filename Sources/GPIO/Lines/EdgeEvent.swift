/// One change of an input, stamped by the kernel.
public struct EdgeEvent: Sendable, Hashable {
    /// A logical edge, after active-low: rising means that the line became active.
    public enum Kind: Sendable, Hashable {
        case rising
        case falling
    }

    public var kind: Kind
    /// Nanoseconds of CLOCK_MONOTONIC, taken in the kernel's interrupt handler.
    public var timestampNanoseconds: UInt64

    public init(kind: Kind, timestampNanoseconds: UInt64) {
        self.kind = kind
        self.timestampNanoseconds = timestampNanoseconds
    }

    /// The logical level this edge leads to.
    public var level: Bool { kind == .rising }
}
