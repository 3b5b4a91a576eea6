/// Something a destination has yet to acknowledge.
public struct OutboxEntry: Sendable, Equatable {
    public let key: OutboxKey
    /// The `number` of `gateway/epoch/number`; the same for each destination of one entry.
    public let sequence: Int64
    public let deliveryClass: DeliveryClass
    /// The caller's key of the device, for the order within it.
    public let device: UInt32
    /// The engine's clock at the commit, milliseconds.
    public let time: Int64
    public let payload: [UInt8]

    public init(
        key: OutboxKey, sequence: Int64, deliveryClass: DeliveryClass, device: UInt32, time: Int64, payload: [UInt8]
    ) {
        self.key = key
        self.sequence = sequence
        self.deliveryClass = deliveryClass
        self.device = device
        self.time = time
        self.payload = payload
    }
}

/// What is held for one destination and class.
public struct Backlog: Sendable, Equatable {
    public var entries: Int64 = 0
    public var rows: Int64 = 0
    /// As stored, compressed.
    public var bytes: Int64 = 0
    public var oldestSequence: Int64?
    /// The engine's clock at the commit of the oldest row, milliseconds.
    public var oldestTime: Int64?

    public init() {}
}

/// A device with entries waiting in one class.
public struct DeviceBacklog: Sendable, Hashable {
    public let device: UInt32
    public let deliveryClass: DeliveryClass

    public init(device: UInt32, deliveryClass: DeliveryClass) {
        self.device = device
        self.deliveryClass = deliveryClass
    }
}
