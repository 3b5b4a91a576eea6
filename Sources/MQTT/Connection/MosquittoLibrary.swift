internal import CMosquitto
internal import Glibc

/// The library's process-wide state, and its words.
enum MosquittoLibrary {
    /// Initialised once, on first use; never cleaned up, since other threads may hold handles until exit.
    static let isInitialised: Bool = {
        // A write to a closed connection must return EPIPE. 2.0.11 ignores the signal itself in mosquitto_new,
        // 2.0.15 and later leave it to us; a handler that somebody installed stays.
        var present = sigaction()
        if sigaction(SIGPIPE, nil, &present) == 0, present.__sigaction_handler.sa_handler == nil {
            signal(SIGPIPE, SIG_IGN)
        }
        return mosquitto_lib_init() == Int32(MOSQ_ERR_SUCCESS.rawValue)
    }()

    static func text(_ code: Int32) -> String {
        String(cString: mosquitto_strerror(code))
    }

    /// A reason of MQTT 5 in the standard's words, and its number.
    static func reason(_ code: UInt8) -> String {
        let hexadecimal = String(code, radix: 16, uppercase: true)
        return "\(String(cString: mosquitto_reason_string(Int32(code)))) (0x\(hexadecimal))"
    }

    /// Characters kept of what a broker says: it goes into logs and tables.
    private static let reasonTextLimit = 200

    /// The Reason String among an answer's properties; nil without one. Control characters are left out.
    static func reasonText(_ properties: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        mosquitto_property_read_string(properties, Int32(MQTT_PROP_REASON_STRING.rawValue), &text, false)
        guard let text else { return nil }
        defer { free(text) }
        let printable = String(cString: text).unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(printable)).prefix(reasonTextLimit))
    }

    /// Turns a library result into an error. `errno` is read by the caller right after the call.
    static func error(_ code: Int32, errno: Int32, host: String, detail: String?) -> MQTTError {
        switch mosq_err_t(rawValue: code) {
        case MOSQ_ERR_EAI: .nameNotResolved(host: host, reason: SystemText.resolverError(errno))
        case MOSQ_ERR_ERRNO where errno == EPROTO: .tls(detail ?? "the other side broke the session")
        case MOSQ_ERR_ERRNO: .transport(errno: errno)
        case MOSQ_ERR_CONN_LOST, MOSQ_ERR_NO_CONN: .connectionLost
        case MOSQ_ERR_KEEPALIVE: .keepaliveTimedOut
        case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE: .tls(detail ?? "handshake failed")
        case MOSQ_ERR_NOMEM: .outOfMemory
        case MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_MALFORMED_PACKET, MOSQ_ERR_DUPLICATE_PROPERTY,
            MOSQ_ERR_TOPIC_ALIAS_INVALID:
            .protocolViolation(code: code, text(code))
        default: .library(code: code, text(code))
        }
    }
}
