internal import CMosquitto
internal import Glibc

/// Makes and opens libmosquitto handles, one for each attempt.
///
/// A handle is never reused: an earlier broker's limits (maximum packet size, QoS, keepalive) and the half-done QoS 2
/// messages it sent would outlive the connection. What is unacknowledged either way the owner still has.
enum MosquittoHandle {
    /// Resolves, connects and queues CONNECT. Blocks; for a thread of its own. The handle that comes back has an open,
    /// non-blocking, close-on-exec socket, and has sent nothing.
    static func open(_ options: ConnectionOptions) -> Result<OpaquePointer, MQTTError> {
        let log = ErrorLog()
        let clean = options.session == .clean
        guard
            let handle = mosquitto_new(
                options.clientID.isEmpty ? nil : options.clientID, clean, Unmanaged.passUnretained(log).toOpaque())
        else {
            return .failure(errno == EINVAL ? .invalidOption("clientID", reason: "it can't be used") : .outOfMemory)
        }
        mosquitto_log_callback_set(handle) { _, context, level, text in
            guard let context, let text, level == Int32(MOSQ_LOG_ERR) else { return }
            Unmanaged<ErrorLog>.fromOpaque(context).takeUnretainedValue().append(text)
        }
        defer {
            // The log lives only as long as this call.
            mosquitto_log_callback_set(handle, nil)
            mosquitto_user_data_set(handle, nil)
        }
        do {
            try configure(handle, options)
            try connect(handle, options, log)
            return .success(handle)
        } catch {
            mosquitto_destroy(handle)
            return .failure(error)
        }
    }

    private static func configure(_ handle: OpaquePointer, _ options: ConnectionOptions) throws(MQTTError) {
        let version = options.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        try check(mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version), "version")
        try check(mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, Int32(options.receiveMaximum)), "receive")
        try check(mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, Int32(options.sendMaximum)), "sendMaximum")
        // A command must not wait for Nagle; flush() corks the socket, so acknowledgements still share segments.
        try check(mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1), "endpoint")
        // The heart of delayed acknowledgement: packets only queue, until mosquitto_loop_write is called.
        try check(mosquitto_threaded_set(handle, true), "threads")
        if options.username != nil {
            try check(mosquitto_username_pw_set(handle, options.username, options.password), "username")
        }
        if let will = options.will {
            let code = mosquitto_will_set(
                handle, will.topic, Int32(will.payload.count), will.payload, Int32(will.qualityOfService.rawValue),
                will.retain)
            try check(code, "will")
        }
        if let security = options.security {
            try secure(handle, security)
        }
    }

    private static func secure(
        _ handle: OpaquePointer, _ security: ConnectionOptions.TransportSecurity
    ) throws(MQTTError) {
        var file: String?
        var directory: String?
        switch security.authority {
        case .file(let path): file = path
        case .directory(let path): directory = path
        case .path(let path):
            var status = stat()
            let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isDirectory { directory = path } else { file = path }
        }
        for path in [file, directory, security.identity?.certificate, security.identity?.key] {
            if let path, access(path, R_OK) != 0 {
                throw .tls("can't read \(path): \(SystemText.error(errno))")
            }
        }
        let identity = security.identity
        try check(mosquitto_tls_set(handle, file, directory, identity?.certificate, identity?.key, nil), "security")
        // 1 is SSL_VERIFY_PEER. The version is named because 2.0.11 documents a lower default (upstream #2722).
        try check(mosquitto_tls_opts_set(handle, 1, "tlsv1.2", nil), "security")
        try check(mosquitto_tls_insecure_set(handle, false), "security")
    }

    private static func connect(
        _ handle: OpaquePointer, _ options: ConnectionOptions, _ log: ErrorLog
    ) throws(MQTTError) {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if options.version == .v5 {
            let size = options.maximumPacketSize
            try check(
                mosquitto_property_add_int32(&properties, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue), size),
                "maximumPacketSize")
            if case .persistent(let expiry) = options.session {
                try check(
                    mosquitto_property_add_int32(
                        &properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue), expiry), "session")
            }
        }
        let host: String
        let port: Int32
        switch options.endpoint {
        case .tcp(let name, let number): (host, port) = (name, Int32(number))
        case .unix(let path): (host, port) = (path, 0)
        }
        errno = 0
        // The blocking variant: it tries every address of a name, the asynchronous one only the first.
        let code = mosquitto_connect_bind_v5(handle, host, port, Int32(options.keepalive), nil, properties)
        let systemError = errno
        guard code == 0 else {
            throw MosquittoLibrary.error(code, errno: systemError, host: host, detail: log.text)
        }
        let descriptor = mosquitto_socket(handle)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func check(_ code: Int32, _ option: String) throws(MQTTError) {
        guard code != 0 else { return }
        if code == Int32(MOSQ_ERR_NOMEM.rawValue) { throw .outOfMemory }
        throw .invalidOption(option, reason: MosquittoLibrary.text(code))
    }
}

/// What libmosquitto and OpenSSL say about a failing handshake; only the first few lines, the rest repeats them.
final class ErrorLog {
    private static let limit = 512
    private(set) var text: String?

    func append(_ line: UnsafePointer<CChar>) {
        let line = String(cString: line)
        guard let text else {
            self.text = line
            return
        }
        if text.utf8.count < Self.limit { self.text = text + "; " + line }
    }
}
