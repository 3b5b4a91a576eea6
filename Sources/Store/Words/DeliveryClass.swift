/// What goes first when there is little time, and last when there is little room: 0 (alarms) to 15.
public struct DeliveryClass: RawRepresentable, Sendable, Hashable, Comparable {
    public static let count = 16
    public static let alarms = DeliveryClass(clamping: 0)
    public static let lowest = DeliveryClass(clamping: 15)

    public let rawValue: UInt8

    public init?(rawValue: UInt8) {
        guard rawValue < Self.count else { return nil }
        self.rawValue = rawValue
    }

    public init(clamping rawValue: UInt8) { self.rawValue = min(rawValue, UInt8(Self.count - 1)) }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
