/// What a QoS 1 message is recognised by when the broker sends it again: the packet identifier it had, and a hash of
/// topic, payload and device time.
public struct RedeliveryMark: Sendable, Hashable {
    public let packetIdentifier: UInt16
    public let contentHash: UInt64

    public init(packetIdentifier: UInt16, contentHash: UInt64) {
        self.packetIdentifier = packetIdentifier
        self.contentHash = contentHash
    }
}
