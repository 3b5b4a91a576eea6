public import Documents
public import Engine

/// Everything the files say, checked: what the engine needs (`plan`) and what the world around it needs.
public struct GatewayConfiguration: Sendable {
    public var gateway: String
    /// The broker that readings come from and commands go to; nil where only GPIO is used.
    public var localBroker: BrokerConfiguration?
    public var store: StoreConfiguration
    public var uplinks: [UplinkConfiguration]
    public var limits: LimitsConfiguration
    /// Nil where nobody looks over HTTP.
    public var console: ConsoleConfiguration?
    public var plan: Plan
    /// How the readings of each template of the plan arrive and how its commands leave; parallel to `plan.templates`.
    public var bindings: [TemplateBinding]
}

/// A broker and how to talk to it.
public struct BrokerConfiguration: Sendable, Equatable {
    public enum Endpoint: Sendable, Hashable {
        case network(host: String, port: Int)
        case unixSocket(path: String)
    }

    public enum Version: Sendable, Hashable {
        case v311, v5
    }

    public var endpoint: Endpoint
    /// Nil: no TLS. With it the certificate is always verified.
    public var tls: TLSConfiguration?
    public var version: Version
    /// 0 or 1. A QoS 2 handshake cannot be delayed until a commit.
    public var qualityOfService: Int
    /// Whether the broker keeps our session while we are away.
    public var isSessionPersistent: Bool
    /// How many messages the broker may have under way to us without an acknowledgement (MQTT 5).
    public var receiveMaximum: Int
    public var username: String?
    public var password: Secret?
    public var clientID: String
    public var keepaliveSeconds: Int

    /// As people know it, without secrets.
    public var address: String {
        switch endpoint {
        case .network(let host, let port): "\(tls == nil ? "mqtt" : "mqtts")://\(host):\(port)"
        case .unixSocket(let path): "unix:\(path)"
        }
    }
}

public struct TLSConfiguration: Sendable, Equatable {
    /// A file or a directory of certificates; nil takes the system's.
    public var certificateAuthority: String?
    public var certificate: String?
    public var key: String?
}

extension BrokerConfiguration {
    /// A client without a password that subscribes to nothing.
    public init(
        endpoint: Endpoint, security tls: TLSConfiguration?, version: Version, username: String?, clientID: String,
        keepaliveSeconds: Int
    ) {
        self.init(
            endpoint: endpoint, tls: tls, version: version, qualityOfService: 1, isSessionPersistent: false,
            receiveMaximum: 20, username: username, password: nil, clientID: clientID,
            keepaliveSeconds: keepaliveSeconds)
    }
}

extension TLSConfiguration {
    /// - Parameters: paths of PEM files.
    public init(authority: String?, certificate: String?, key: String?) {
        self.init(certificateAuthority: authority, certificate: certificate, key: key)
    }
}

/// Where and how safely things are kept.
public struct StoreConfiguration: Sendable, Equatable {
    public enum Synchronisation: String, Sendable, CaseIterable {
        /// A commit is on the disk before it counts.
        case full
        /// A power cut may take the last commits.
        case normal
    }

    public var path: String
    public var maximumBytes: Int64
    public var maximumAgeMilliseconds: Int64
    public var journalMaximumBytes: Int64
    public var synchronisation: Synchronisation
    public var commitIntervalMilliseconds: Int64
    /// The most bytes written in a day; nil: as many as it takes.
    public var maximumDailyWrites: Int64?
    /// The most records that wait for all uplinks together; nil: bounded by bytes alone.
    public var maximumEntries: Int64?

    public static let defaultPath = "/var/lib/weir"

    /// Where `weir status` finds the running agent.
    public var controlSocketPath: String { StoreConfiguration.controlSocketPath(path) }

    /// The same for the store in a directory.
    public static func controlSocketPath(_ directory: String) -> String { directory + "/control.sock" }
}

/// A destination upstream.
public struct UplinkConfiguration: Sendable, Equatable {
    /// What may be sent, from the most to the least important.
    public enum Kind: String, Sendable, CaseIterable {
        case events, commands, summaries, readings
    }

    public var name: String
    public var broker: BrokerConfiguration
    /// With `{gateway}`, `{device}` and `{kind}`.
    public var topic: String
    public var kinds: Set<Kind>
    /// The pace of catching up after an outage, entries a second; what is live is never slowed.
    public var catchUpPerSecond: Double
    /// What may be commanded from there; nil: nothing.
    public var commands: CommandsConfiguration?
}

public struct LimitsConfiguration: Sendable, Equatable {
    public var payloadBytes: Int
    public var devices: Int
    /// Readings taken from one input in a second.
    public var ratePerSecond: Double
    /// Beginnings of a pattern, for each rule of a device and each key.
    public var partialMatches = 256
    /// Keys of a pattern, for each rule of a device.
    public var keys = 1024
    /// Open windows, for each summary of a device.
    public var windows = 1024
    /// Samples of a window in an expression, for each such window of a device.
    public var windowSamples = 4096
    /// Repeats of a rule that one passing of time tells.
    public var repeats = 10_000
    /// Readings of a device that wait for their turn in the order of their own times.
    public var heldReadings = 4096
    /// Deadlines that may wait at a time.
    public var timers = 1_000_000
    /// The most devices that the values of one label may name.
    public var labelGroups = 256
}
