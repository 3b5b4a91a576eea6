/// Where to connect and as whom. A value: nothing is opened or read until a connection is attempted.
public struct ConnectionOptions: Sendable, Equatable {
    public enum Endpoint: Sendable, Equatable {
        /// A host name or address, and a port 1...65535.
        case tcp(host: String, port: UInt16)
        /// A Unix-domain socket, at most 107 bytes of path.
        case unix(path: String)
    }

    public enum ProtocolVersion: Sendable, Equatable {
        case v311
        case v5
    }

    /// What the broker keeps for this client while it is away.
    public enum Session: Sendable, Equatable {
        /// Nothing: each connection starts anew.
        case clean
        /// Subscriptions and unacknowledged messages. `expiry` is in seconds, and only MQTT 5 knows it;
        /// `UInt32.max` means for ever.
        case persistent(expiry: UInt32)
    }

    /// What the broker publishes when this connection ends without a DISCONNECT.
    public struct Will: Sendable, Equatable {
        public var topic: String
        public var payload: [UInt8]
        public var qualityOfService: QualityOfService
        public var retain: Bool

        public init(topic: String, payload: [UInt8], qualityOfService: QualityOfService = .atLeastOnce, retain: Bool) {
            self.topic = topic
            self.payload = payload
            self.qualityOfService = qualityOfService
            self.retain = retain
        }
    }

    /// TLS 1.2 or later. The broker's certificate and host name are always verified; there is no way around it.
    public struct TransportSecurity: Sendable, Equatable {
        public enum Authority: Sendable, Equatable {
            /// A PEM file of one or more certificates.
            case file(String)
            /// A directory as made by `openssl rehash`.
            case directory(String)
            /// Either of them: what is at the path when a connection is attempted.
            case path(String)
        }

        /// A client certificate and its unencrypted key, PEM files.
        public struct Identity: Sendable, Equatable {
            public var certificate: String
            public var key: String

            public init(certificate: String, key: String) {
                self.certificate = certificate
                self.key = key
            }
        }

        public var authority: Authority
        public var identity: Identity?

        public init(authority: Authority, identity: Identity? = nil) {
            self.authority = authority
            self.identity = identity
        }
    }

    public var endpoint: Endpoint
    /// MQTT 5 gives the larger receive window that delayed acknowledgement wants. Its properties are checked before
    /// libmosquitto reads them, because 2.0.11 aborts the process at one it does not know; but under TLS, and once a
    /// connection has published at QoS 1, they can't be: towards a broker that is not yours prefer `v311` there.
    public var version: ProtocolVersion = .v5
    /// May be empty only with a clean session.
    public var clientID: String
    public var session: Session = .persistent(expiry: .max)
    /// Seconds, 5...65535, or 0 for none.
    public var keepalive: UInt16 = 60
    public var username: String?
    public var password: String?
    public var security: TransportSecurity?
    public var will: Will?
    /// How many unacknowledged messages the broker may send (MQTT 5; without it brokers send about 20).
    public var receiveMaximum: UInt16 = 2048
    /// How many of our QoS 1 messages may be unacknowledged; an MQTT 5 broker may lower it.
    public var sendMaximum: UInt16 = 256
    /// The largest packet accepted, in bytes. MQTT 5 brokers are told; a connection that announces a larger one is
    /// dropped before anything is allocated, except under TLS and once it has published at QoS 1: there the process's
    /// own memory limit is the last line.
    public var maximumPacketSize: UInt32 = 2 << 20

    public init(endpoint: Endpoint, clientID: String) {
        self.endpoint = endpoint
        self.clientID = clientID
    }
}
