extension ConnectionOptions {
    /// Checks what can be checked without touching a file or the network.
    func validate() throws(MQTTError) {
        try validateEndpoint()
        if clientID.isEmpty && session != .clean {
            throw .invalidOption("clientID", reason: "a persistent session needs a client id")
        }
        if keepalive != 0 && keepalive < 5 {
            throw .invalidOption("keepalive", reason: "give 0, or 5 to 65535 seconds")
        }
        if receiveMaximum == 0 || sendMaximum == 0 {
            throw .invalidOption(receiveMaximum == 0 ? "receiveMaximum" : "sendMaximum", reason: "give 1 to 65535")
        }
        if maximumPacketSize < 1024 {
            throw .invalidOption("maximumPacketSize", reason: "give at least 1024 bytes")
        }
        if username == nil && password != nil {
            throw .invalidOption("username", reason: "a password needs a user name")
        }
        if let will {
            try validateWill(will)
        }
        try validateText()
    }

    private func validateEndpoint() throws(MQTTError) {
        switch endpoint {
        case .tcp(let host, let port):
            if host.isEmpty { throw .invalidOption("endpoint", reason: "the host is empty") }
            if port == 0 { throw .invalidOption("endpoint", reason: "give a port from 1 to 65535") }
        case .unix(let path):
            if path.isEmpty || path.utf8.count > 107 {
                throw .invalidOption("endpoint", reason: "a socket path has 1 to 107 bytes")
            }
            if security != nil {
                throw .invalidOption("security", reason: "a Unix-domain socket takes no TLS: it has no name to verify")
            }
        }
    }

    private func validateWill(_ will: Will) throws(MQTTError) {
        if will.topic.isEmpty || will.topic.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") })
        {
            throw .invalidOption("will", reason: "its topic is empty or has a wildcard")
        }
        if will.payload.count > Int(UInt16.max) {
            throw .invalidOption("will", reason: "its payload has more than 65535 bytes")
        }
    }

    /// libmosquitto takes C strings: a NUL would cut the text short, and sign in as somebody else.
    private func validateText() throws(MQTTError) {
        var texts: [(String, String?)] = [
            ("clientID", clientID), ("username", username), ("password", password), ("will", will?.topic),
        ]
        switch endpoint {
        case .tcp(let host, _): texts.append(("endpoint", host))
        case .unix(let path): texts.append(("endpoint", path))
        }
        for (name, text) in texts {
            guard let text else { continue }
            if text.utf8.contains(0) { throw .invalidOption(name, reason: "it contains a NUL character") }
            if text.utf8.count > Int(UInt16.max) { throw .invalidOption(name, reason: "it has more than 65535 bytes") }
        }
    }
}
