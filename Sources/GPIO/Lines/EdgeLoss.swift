/// What is known of edges that came too fast for the kernel's queue.
public enum EdgeLoss: Sendable, Equatable {
    /// None went missing.
    case none
    /// So many are missing, by the numbers that the kernel gives them (Linux 5.10).
    case counted(Int64)
    /// Some may be missing: this kernel gives no numbers, and its queue may have been full.
    case suspected

    /// How many edges are known to be missing.
    public var count: Int64 {
        if case .counted(let count) = self { count } else { 0 }
    }
}
