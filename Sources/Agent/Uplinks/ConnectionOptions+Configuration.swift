internal import Configuration
internal import Documents
internal import Glibc
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
                authority: Self.authority(tls.certificateAuthority),
                identity: tls.certificate.flatMap { certificate in
                    tls.key.map { TransportSecurity.Identity(certificate: certificate, key: $0) }
                })
        }
    }

    /// Without a path the system's authorities are taken.
    private static func authority(_ path: String?) -> TransportSecurity.Authority {
        guard let path else { return .directory("/etc/ssl/certs") }
        var status = stat()
        let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return isDirectory ? .directory(path) : .file(path)
    }
}
