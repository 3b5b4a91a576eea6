/// One entry of the outbox: the row it is in, and its place in the row. Valid until it is marked.
public struct OutboxKey: Sendable, Hashable, Comparable {
    public let row: Int64
    public let index: Int

    public init(row: Int64, index: Int) {
        self.row = row
        self.index = index
    }

    /// The class of the entry.
    public var deliveryClass: DeliveryClass { OutboxRow.lane(row).deliveryClass }

    /// The destination of the entry; nil when the key was made by nobody.
    public var destination: DestinationID? { OutboxRow.lane(row).destination }

    public static func < (left: Self, right: Self) -> Bool { (left.row, left.index) < (right.row, right.index) }
}

/// The key of an outbox row: destination (6 bits), class (4), first sequence (53). The order of the keys is the order
/// of reading, so the table needs no index, whose pages would be written at every commit.
enum OutboxRow {
    static let sequenceBits: Int64 = 53

    static func id(_ lane: OutboxLane, sequence: Int64) -> Int64 { Int64(lane.number) << sequenceBits | sequence }

    static func lane(_ id: Int64) -> OutboxLane { OutboxLane(number: UInt16(truncatingIfNeeded: id >> sequenceBits)) }

    static func firstSequence(_ id: Int64) -> Int64 { id & (1 << sequenceBits - 1) }
}

/// One destination's entries of one class, oldest first.
struct OutboxLane: Hashable, Comparable {
    let number: UInt16

    init(number: UInt16) { self.number = number & 0x3FF }

    init(_ destination: DestinationID, _ deliveryClass: DeliveryClass) {
        number = UInt16(destination.rawValue) << 4 | UInt16(deliveryClass.rawValue)
    }

    var destinationNumber: UInt8 { UInt8(number >> 4) }
    var destination: DestinationID? { DestinationID(rawValue: destinationNumber) }
    var deliveryClass: DeliveryClass { DeliveryClass(clamping: UInt8(number & 0xF)) }

    /// The keys this lane's rows may have.
    var keys: ClosedRange<Int64> {
        OutboxRow.id(self, sequence: 0)...OutboxRow.id(self, sequence: 1 << OutboxRow.sequenceBits - 1)
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
