/// What became of a message: a QoS 0 message was sent, or the broker answered one at QoS 1.
public struct PublishAnswer: Sendable, Equatable {
    /// As ``Connection/publish(topic:payload:qualityOfService:retain:)-(_,[UInt8],_,_)`` returned it.
    public let packetIdentifier: Int32
    /// 0, or the reason of MQTT 5 (section 3.4.2.1); from 0x80 on the broker refused the message.
    public let reason: UInt8
    /// What the broker said beside it (MQTT 5 section 3.4.2.2.2), only where it refused.
    public let text: String?

    public var isAccepted: Bool { reason < 0x80 }

    /// The reason in the standard's words, with its number and what the broker said beside it.
    public var description: String {
        "\(MosquittoLibrary.reason(reason))\(text.map { ": \($0)" } ?? "")"
    }
}
