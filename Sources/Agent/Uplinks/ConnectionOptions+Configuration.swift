internal import Configuration
internal import Documents
internal import MQTT

extension ConnectionOptions {
    /// The connection that the files describe.
    init(_ broker: BrokerConfiguration) {
        switch broker.endpoint {
        case .network(let host, let port):
            self.init(endpoint: .tcp(host: host, port: UInt16(clamping: port)), clientID: broker.clientID)
        case .unixSocket(let path): self.init(endpoint: .unix(path: path), clientID: broker.clientID)
        }
        version = broker.version == .v5 ? .v5 : .v311
        session = broker.isSessionPersistent ? .persistent(expiry: .max) : .clean
        keepalive = UInt16(clamping: broker.keepaliveSeconds)
        username = broker.username
        password = broker.password?.reveal()
        receiveMaximum = UInt16(clamping: broker.receiveMaximum)
        if let tls = broker.tls {
            security = TransportSecurity(
                // Without a path the system's authorities are taken.
                authority: tls.certificateAuthority.map { .path($0) } ?? .directory("/etc/ssl/certs"),
                identity: tls.certificate.flatMap { certificate in
                    tls.key.map { TransportSecurity.Identity(certificate: certificate, key: $0) }
                })
        }
    }
}
