/// Why a connection could not be made, was lost, or could not do what was asked.
///
/// Two equal values are the same failure: ``ConnectionState`` counts repeats of a protocol failure by equality.
public enum MQTTError: Error, Equatable, Sendable {
    /// An option can't be used. `option` is its name in ``ConnectionOptions``, `reason` says what is wrong with it.
    case invalidOption(String, reason: String)
    /// The host name has no address, in the resolver's words.
    case nameNotResolved(host: String, reason: String)
    /// The transport could not be opened, or failed while in use; `errno` of the last system call.
    case transport(errno: Int32)
    /// Opening the transport took longer than ``ConnectionTiming/openTimeout``.
    case openTimedOut
    /// The transport is open, but no CONNACK came within ``ConnectionTiming/acknowledgementTimeout``.
    case acknowledgementTimedOut
    /// TLS: the files could not be read, or the other side is not who it should be. OpenSSL's words where it gave any.
    case tls(String)
    /// The broker refused the connection (CONNACK reason code, MQTT 3.1.1 section 3.2.2.3, MQTT 5 section 3.2.2.2).
    case refused(reason: UInt8)
    /// The broker refused the user name, password or certificate (CONNACK reason code as in ``refused(reason:)``).
    case authenticationRefused(reason: UInt8)
    /// The other side closed the connection without a word.
    case connectionLost
    /// The broker sent DISCONNECT (MQTT 5 section 3.14.2.1).
    case disconnected(reason: UInt8)
    /// Nothing was heard within the keepalive interval.
    case keepaliveTimedOut
    /// The broker sent what the standard forbids. `code` is libmosquitto's error, or 0 when this module found it.
    case protocolViolation(code: Int32, String)
    /// The broker announced a packet of `size` bytes, above ``ConnectionOptions/maximumPacketSize``.
    case packetTooLarge(size: Int)
    /// ``Connection/shutSocket()`` was called: no acknowledgement left, all that was unacknowledged comes again.
    case shut
    /// Publish, subscribe or disconnect without a connection.
    case notConnected
    /// The topic, filter or payload can't be sent: libmosquitto's words.
    case invalidMessage(String)
    case outOfMemory
    /// Anything else libmosquitto said.
    case library(code: Int32, String)

    /// Whether the broker, not the network, is at fault: repeating at once would only fail again.
    public var isProtocolFailure: Bool {
        switch self {
        case .protocolViolation, .packetTooLarge: true
        default: false
        }
    }

    /// Whether credentials or a certificate have to be mended by a person.
    public var isAuthenticationFailure: Bool {
        if case .authenticationRefused = self { true } else { false }
    }
}

extension MQTTError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidOption(let option, let reason): "\(option): \(reason)"
        case .nameNotResolved(let host, let reason): "no address for \(host): \(reason)"
        case .transport(let code): "connection failed: \(SystemText.error(code))"
        case .openTimedOut: "the connection could not be opened in time"
        case .acknowledgementTimedOut: "the broker took the connection but did not answer"
        case .tls(let text): "TLS: \(text)"
        case .refused(let reason): "the broker refused the connection (reason \(reason))"
        case .authenticationRefused(let reason): "the broker refused the credentials (reason \(reason))"
        case .connectionLost: "the broker closed the connection"
        case .disconnected(let reason): "the broker disconnected: \(MosquittoLibrary.reason(reason))"
        case .keepaliveTimedOut: "the broker was silent for longer than the keepalive"
        case .protocolViolation(_, let text): "the broker broke the protocol: \(text)"
        case .packetTooLarge(let size): "the broker announced a packet of \(size) bytes"
        case .shut: "the connection was shut, nothing more was acknowledged"
        case .notConnected: "not connected"
        case .invalidMessage(let text): "the message can't be sent: \(text)"
        case .outOfMemory: "out of memory"
        case .library(let code, let text): "\(text) (libmosquitto \(code))"
        }
    }
}
