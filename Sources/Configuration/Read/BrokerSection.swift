internal import Documents

/// A broker as a file describes it.
struct BrokerSection: Section {
    let broker: BrokerConfiguration?
    let versionMark: Mark
    /// Whether the file states the version.
    let isVersionStated: Bool

    static let url = Field(
        "url", .text, required: true, about: "Where the broker is: mqtt://, mqtts:// or unix: and a path.",
        example: "\"mqtt://localhost:1883\"")
    static let version = Field(
        "version", protocolVersion,
        about: "The version of MQTT. Left out: 5 for the local broker, 3.1.1 (20 messages under way) for uplinks.",
        example: "5")
    private static let protocolVersion = FieldType<String>(shape: .choice(["5", "3.1.1"])) {
        scalar throws(ValueProblem) in
        let text = try scalar.asText()
        guard text == "5" || text == "3.1.1" else {
            throw ValueProblem("version '\(text)' of MQTT is not supported", mend: "write '5' or '3.1.1'")
        }
        return text
    }
    static let qos = Field(
        "qos", .integer(0...1), default: "1",
        about: "How surely messages come: 0 at most once, 1 at least once. A QoS 2 handshake cannot wait for a commit.")
    static let session = Field(
        "session", .choice("persistent", "clean"), default: "persistent",
        about: "Whether the broker keeps messages while the gateway is away.")
    static let receiveMaximum = Field(
        "receive_maximum", .integer(20...65_535), default: "2048",
        about: "How many messages may be under way without an acknowledgement (MQTT 5).")
    static let username = Field("username", .text, about: "The name to log in with.", example: "weir")
    static let password = Field("password", .secret, about: "The password to log in with.", example: "!secret mqtt")
    static let ca = Field(
        "ca", .credentialFile,
        about: "A file or directory of the authorities that may have signed the broker's certificate.",
        example: "/etc/ssl/certs/ca-certificates.crt")
    static let cert = Field(
        "cert", .credentialFile, about: "The certificate to log in with.", example: "/etc/weir/tls/gateway.crt")
    static let key = Field(
        "key", .credentialFile, about: "The certificate's key.", example: "/etc/weir/tls/gateway.key")
    static let clientID = Field(
        "client_id", .text, about: "The client identifier; weir-GATEWAY when left out.", example: "weir-plant1-gw3")
    static let keepalive = Field(
        "keepalive", .duration(from: "5s", through: "10h"), default: "60s",
        about: "How often the connection is tried when it is silent.")
    static let allowInsecure = Field(
        "allow_insecure", .boolean, default: "false",
        about: "Allows an unencrypted connection to another machine; the status shows it for ever.")
    static let fields: [any DeclaredField] = [
        url, version, qos, session, receiveMaximum, username, password, ca, cert, key, clientID, keepalive,
        allowInsecure,
    ]
    static let table = FieldTable("a broker", fields)

    init?(from reader: MappingReader) {
        let url = reader.value(Self.url)
        let version = reader.value(Self.version)
        isVersionStated = version != nil
        versionMark = reader.mark(of: Self.version)
        let qos = reader.value(Self.qos)
        let session = reader.value(Self.session)
        let receiveMaximum = reader.value(Self.receiveMaximum)
        let username = reader.value(Self.username)
        let password = reader.value(Self.password)
        let authority = reader.value(Self.ca)
        let certificate = reader.value(Self.cert)
        let key = reader.value(Self.key)
        let clientID = reader.value(Self.clientID)
        let keepalive = reader.value(Self.keepalive)
        let allowsInsecure = reader.value(Self.allowInsecure)
        guard let url else { return nil }
        let address: BrokerAddress
        do throws(ValueProblem) {
            address = try BrokerAddress(url)
        } catch {
            // An address may hold a password, which is shown no more than any other.
            if url.contains("@") { reader.diagnostics.hide(reader.mark(of: Self.url)) }
            reader.error(error.message, mend: error.mend, at: Self.url)
            return nil
        }
        if (certificate == nil) != (key == nil) {
            reader.error("'cert' and 'key' belong together", mend: "write both or none", at: Self.url)
        }
        if !address.isEncrypted, authority != nil || certificate != nil {
            reader.error("certificates need an encrypted connection", mend: "write mqtts://", at: Self.url)
        }
        if !address.isEncrypted, !address.isLocal {
            if allowsInsecure {
                reader.warning("the connection to \(address.text) is not encrypted", at: Self.url)
            } else {
                reader.error(
                    "the connection to \(address.text) is not encrypted",
                    mend: "write mqtts:// (or 'allow_insecure: true', if the network is yours alone)", at: Self.url)
            }
        }
        if password != nil, username == nil {
            reader.error("a password needs a user name", mend: "write 'username: NAME'", at: Self.password)
        }
        broker = BrokerConfiguration(
            endpoint: address.endpoint,
            tls: address.isEncrypted
                ? TLSConfiguration(certificateAuthority: authority, certificate: certificate, key: key) : nil,
            version: version == "3.1.1" ? .v311 : .v5, qualityOfService: qos,
            isSessionPersistent: session == "persistent",
            receiveMaximum: receiveMaximum, username: username, password: password, clientID: clientID ?? "",
            keepaliveSeconds: Int(keepalive / 1000))
    }
}

/// A broker upstream: how to talk to it, and where records are published.
struct UplinkBrokerSection: Section {
    let connection: BrokerSection?
    let topic: String
    let topicMark: Mark

    static let topic = Field(
        "topic", .text, default: "\"weir/{gateway}/{device}/{kind}\"",
        about: "Where records are published: text with {gateway}, {device} and {kind}.")
    static let table = FieldTable("a broker upstream", BrokerSection.fields + [topic])

    init?(from reader: MappingReader) {
        topic = reader.value(Self.topic)
        topicMark = reader.mark(of: Self.topic)
        connection = BrokerSection(from: reader)
    }
}

/// A broker's URL taken apart.
struct BrokerAddress {
    let endpoint: BrokerConfiguration.Endpoint
    let isEncrypted: Bool
    let text: String

    /// Whether nobody else's machine is on the way.
    var isLocal: Bool {
        switch endpoint {
        case .unixSocket: true
        case .network(let host, _):
            host == "localhost" || LoopbackAddress.contains(host)
        }
    }

    init(_ text: String) throws(ValueProblem) {
        self.text = text
        guard !text.contains("@") else {
            throw ValueProblem(
                "a broker's address holds no user name or password",
                mend: "write 'username: NAME' and 'password: !secret NAME'")
        }
        let example = "write 'mqtt://localhost:1883', 'mqtts://host.example.org:8883' or 'unix:/run/mosquitto.sock'"
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= 107 else {
                throw ValueProblem("'\(text)' is no path of at most 107 bytes", mend: example)
            }
            endpoint = .unixSocket(path: path)
            isEncrypted = false
            return
        }
        let schemes: [(prefix: String, port: Int, isEncrypted: Bool)] = [
            ("mqtt://", 1883, false), ("mqtts://", 8883, true),
        ]
        guard let scheme = schemes.first(where: { text.hasPrefix($0.prefix) }) else {
            throw ValueProblem("'\(text)' is no broker's address", mend: example)
        }
        isEncrypted = scheme.isEncrypted
        var rest = text.dropFirst(scheme.prefix.count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let (host, portText) = BrokerAddress.split(rest)
        let port = portText.map { $0.allSatisfy(\.isNumber) ? Int($0) ?? 0 : 0 } ?? scheme.port
        let isHost = host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            case 0x3A, 0x25: rest.hasPrefix("[")
            default: false
            }
        }
        guard !host.isEmpty, isHost, (1...65_535).contains(port) else {
            throw ValueProblem("'\(text)' is no broker's address", mend: example)
        }
        endpoint = .network(host: host, port: port)
    }

    /// Host and port; an IPv6 address stands in brackets (RFC 3986 section 3.2.2).
    private static func split(_ text: Substring) -> (host: String, port: Substring?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            return (String(host), rest.hasPrefix(":") ? rest.dropFirst() : (rest.isEmpty ? nil : "0"))
        }
        guard let colon = text.lastIndex(of: ":") else { return (String(text), nil) }
        return (String(text[..<colon]), text[text.index(after: colon)...])
    }
}
