internal import Documents
internal import Glibc

/// `console:` of `weir.yaml`.
struct ConsoleSection: Section {
    let console: ConsoleConfiguration?

    static let shortestToken = 16

    static let listen = Field(
        "listen", .text, default: "\"127.0.0.1:8420\"",
        about: "The address and port of the page, or unix: and a path. Port 0 takes a free one.")
    static let token = Field(
        "token", .secret,
        about: "What a browser must know to change anything; on an address that others reach, to see anything.",
        example: "!secret console")
    static let hosts = Field(
        "hosts", .list(of: .text), default: "[]",
        about: "Names by which browsers reach it, besides localhost and the address.", example: "[gateway.local]")
    static let allowInsecure = Field(
        "allow_insecure", .boolean, default: "false",
        about: "Allows an address that others reach although nothing is encrypted; the status shows it for ever.")
    static let table = FieldTable("the console", [listen, token, hosts, allowInsecure])

    init?(from reader: MappingReader) {
        let listen = reader.value(Self.listen)
        let token = reader.value(Self.token)
        let hosts = reader.value(Self.hosts)
        let allowsInsecure = reader.value(Self.allowInsecure)
        guard let endpoint = ConsoleSection.endpoint(listen) else {
            reader.error(
                "'\(listen)' is no address to listen on",
                mend: "write an address and a port such as '127.0.0.1:8420', or 'unix:/run/weir/console.sock'",
                at: Self.listen)
            return nil
        }
        let console = ConsoleConfiguration(
            endpoint: endpoint, token: token, hosts: hosts.map { $0.lowercased() })
        if let token, token.reveal().utf8.count < ConsoleSection.shortestToken {
            reader.error(
                "the token is too short to be safe", mend: "write at least \(ConsoleSection.shortestToken) characters",
                at: Self.token)
        }
        if !console.isLocal {
            if token == nil {
                reader.error(
                    "others reach \(listen), and nothing keeps them out", mend: "write 'token: !secret NAME'",
                    at: Self.listen)
            }
            if allowsInsecure {
                reader.warning("the console at \(listen) is not encrypted", at: Self.listen)
            } else {
                reader.error(
                    "others reach \(listen), and nothing is encrypted",
                    mend:
                        "listen on 127.0.0.1 behind a proxy with TLS (or write 'allow_insecure: true', if the network is yours alone)",
                    at: Self.listen)
            }
        }
        self.console = console
    }

    private static func endpoint(_ text: String) -> ConsoleConfiguration.Endpoint? {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            return path.hasPrefix("/") && path.utf8.count <= 107 ? .unixSocket(path: path) : nil
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let portText = text[text.index(after: colon)...]
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
            (0...65_535).contains(port)
        else { return nil }
        var address = text[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = address.dropFirst().dropLast()
            return isNumeric(String(address), family: AF_INET6) ? .network(address: String(address), port: port) : nil
        }
        if address == "localhost" { return .network(address: "127.0.0.1", port: port) }
        return isNumeric(String(address), family: AF_INET) ? .network(address: String(address), port: port) : nil
    }

    private static func isNumeric(_ address: String, family: Int32) -> Bool {
        var bytes = in6_addr()
        return inet_pton(family, address, &bytes) == 1
    }
}
