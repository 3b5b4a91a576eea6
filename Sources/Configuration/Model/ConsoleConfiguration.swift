public import Documents

/// Where the console listens, and whom it answers.
public struct ConsoleConfiguration: Sendable, Equatable {
    public enum Endpoint: Sendable, Hashable {
        /// A numeric address: a name would have to be looked up.
        case network(address: String, port: Int)
        case unixSocket(path: String)
    }

    public var endpoint: Endpoint
    /// What writes need, and reads where the address is no loopback one. Nil: nothing can be written.
    public var token: Secret?
    /// Names by which browsers may know it, besides localhost and the address itself.
    public var hosts: [String]

    /// Whether nobody else's machine is on the way.
    public var isLocal: Bool {
        switch endpoint {
        case .unixSocket: true
        case .network(let address, _): LoopbackAddress.contains(address)
        }
    }

    /// As people know it.
    public var address: String {
        switch endpoint {
        case .network(let address, let port):
            "http://\(address.contains(":") ? "[\(address)]" : address):\(port)/"
        case .unixSocket(let path): "unix:\(path)"
        }
    }
}
