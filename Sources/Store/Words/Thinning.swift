/// Makes fewer entries of many when there is no more room: what they said in short is worth more than the newest of them
/// alone. The store knows when and how much, the caller what an entry means.
public protocol Thinning {
    /// Of which classes; alarms are never thinned, whatever this says.
    var classes: ClosedRange<DeliveryClass> { get }

    /// How far apart in milliseconds what becomes one entry may be, from the finest. All that is held is thinned to one of
    /// these before any of it is thinned to the next.
    var windowsMilliseconds: [Int64] { get }

    /// What is left of consecutive entries of one destination and class, in their order.
    func thin(_ entries: [OutboxEntry], windowMilliseconds: Int64) -> [ThinnedEntry]

    /// Whether entries of this row, of ``OutboxEntry/key``, are under way to their destination, which stays as it is.
    func isUnderWay(row: Int64) -> Bool
}

/// An entry that is left: at the place, and with the sequence, of one of those it stands for.
public struct ThinnedEntry: Sendable, Equatable {
    /// The place among the entries given.
    public let index: Int
    /// Nil when the entry stays as it was.
    public let payload: [UInt8]?

    public init(index: Int, payload: [UInt8]? = nil) {
        self.index = index
        self.payload = payload
    }
}
