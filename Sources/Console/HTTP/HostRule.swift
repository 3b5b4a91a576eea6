internal import Configuration
internal import Glibc

/// By which names the console may be asked for. A page of another name that a hostile name server points at this machine
/// (DNS rebinding) asks by its own name, and gets nothing.
struct HostRule: Sendable {
    private let names: Set<String>
    private let isSocket: Bool

    init(_ configuration: ConsoleConfiguration) {
        names = Set(configuration.hosts + ["localhost"])
        if case .unixSocket = configuration.endpoint { isSocket = true } else { isSocket = false }
    }

    /// - Parameter hosts: all Host headers of the request.
    func allows(_ hosts: [String]) -> Bool {
        guard hosts.count == 1, let host = hosts.first else { return false }
        // No browser reaches a Unix socket by itself.
        if isSocket { return true }
        let name = HostRule.name(of: host)
        return names.contains(name) || HostRule.isAddress(name)
    }

    /// Whether a request that a page caused comes from a page of this server (RFC 6454 section 7).
    func isOwn(origin: String, host: String) -> Bool {
        guard let range = origin.firstRange(of: "://") else { return false }
        return origin[range.upperBound...].lowercased() == host.lowercased()
    }

    /// Without the port and the brackets of an IPv6 address, in lower case.
    private static func name(of host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return host[host.index(after: host.startIndex)..<end].lowercased()
        }
        return (host.split(separator: ":", maxSplits: 1).first ?? "").lowercased()
    }

    /// A numeric address has no name server that could lie about it.
    private static func isAddress(_ name: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, name, &bytes) == 1 || inet_pton(AF_INET6, name, &bytes) == 1
    }
}
