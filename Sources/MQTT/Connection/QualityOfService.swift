/// How surely a message is delivered (MQTT 3.1.1 section 4.3).
///
/// Exactly-once (2) is left out on purpose: its handshake can't be delayed until a commit, and a reconnect starts
/// packet identifiers anew, which a QoS 2 receiver would take for repeats.
public enum QualityOfService: UInt8, Sendable {
    case atMostOnce = 0
    case atLeastOnce = 1
}
