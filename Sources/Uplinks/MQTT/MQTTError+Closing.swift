internal import Glibc
internal import MQTT

extension MQTTError {
    /// Whether the broker ended an open connection, and may have done so for what it was sent: MQTT 3.1.1 has no other
    /// way to refuse a message (section 3.3.5), and brokers close for those that are too large.
    var isClosing: Bool {
        switch self {
        case .connectionLost, .tls: true
        case .transport(let code): code == ECONNRESET || code == EPIPE
        // MQTT 5 section 3.14.2.1: all but what is said of the broker itself, of this client's rate or of its silence.
        case .disconnected(let reason):
            ![0x89, 0x8B, 0x8D, 0x8E, 0x96, 0x97, 0x98, 0x9C, 0x9D, 0x9F, 0xA0].contains(reason)
        default: false
        }
    }
}
