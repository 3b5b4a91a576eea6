/// One delivered message, borrowed from the library.
///
/// The buffers are valid only until the ``Connection/onMessage`` closure returns; copy what must stay.
/// Nothing here was checked beyond what the standard demands of the wire: length, wildcards and levels of the topic
/// are for the receiver to judge.
public struct Message: ~Copyable {
    /// The topic's bytes, 1 to 65,535 of them, valid UTF-8 without control characters.
    public let topic: UnsafeRawBufferPointer
    /// The body; may be empty.
    public let payload: UnsafeRawBufferPointer
    /// As it was sent, at most as it was subscribed.
    public let qualityOfService: QualityOfService
    /// Set when the broker had kept the message before this subscription was made.
    public let retained: Bool
    /// The packet identifier, 1...65535, or 0 at QoS 0.
    /// A redelivery of the same message in the same session carries the same identifier.
    public let packetIdentifier: UInt16

    init(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, qualityOfService: QualityOfService,
        retained: Bool,
        packetIdentifier: UInt16
    ) {
        self.topic = topic
        self.payload = payload
        self.qualityOfService = qualityOfService
        self.retained = retained
        self.packetIdentifier = packetIdentifier
    }
}
