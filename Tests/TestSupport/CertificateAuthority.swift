/// Certificates made by openssl for one test, valid for a day, on elliptic curves so that it takes no time.
public final class CertificateAuthority {
    public let directory: TemporaryDirectory
    /// The authority's own certificate, PEM.
    public var certificate: String { directory.path + "/ca.crt" }

    public init() throws {
        directory = TemporaryDirectory("weir-certificates")
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", "/CN=Weir test authority", "-keyout", "ca.key", "-out", "ca.crt",
        ])
    }

    /// Makes `name.crt` and `name.key` in the directory and returns their paths.
    /// - Parameter names: as in subjectAltName, `DNS:localhost,IP:127.0.0.1`.
    /// - Parameter days: negative for a certificate that has expired.
    public func issue(_ name: String, names: String, days: Int = 1) throws -> (certificate: String, key: String) {
        try openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-keyout", "\(name).key", "-out", "\(name).csr",
        ])
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days",
            "\(days)", "-copy_extensions", "copy", "-out", "\(name).crt",
        ])
        return ("\(directory.path)/\(name).crt", "\(directory.path)/\(name).key")
    }

    private func openssl(_ arguments: [String]) throws {
        let inside = arguments.map { argument in
            argument.hasSuffix(".crt") || argument.hasSuffix(".key") || argument.hasSuffix(".csr")
                ? "\(directory.path)/\(argument)" : argument
        }
        let process = try ChildProcess(["/usr/bin/openssl"] + inside, output: directory.path + "/openssl.log")
        let code = process.wait()
        guard code == 0 else { throw ChildProcess.Failure("openssl \(arguments[0]) ended with \(code)") }
    }
}
