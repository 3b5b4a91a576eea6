internal import Glibc

/// Secrets as files: systemd's credentials first, then the configuration's own directory.
public struct SecretDirectories: SecretSource {
    /// 64 KiB holds any key or certificate chain.
    public static let greatestByteCount = 65_536

    /// Looked into in this order.
    public let paths: [String]
    public let trust: FileTrust

    public init(paths: [String], trust: FileTrust = .strict) {
        self.paths = paths
        self.trust = trust
    }

    /// `$CREDENTIALS_DIRECTORY` where systemd set it (systemd.exec(5), LoadCredential=), then `secretsPath`.
    public init(environment: Environment, secretsPath: String, trust: FileTrust = .strict) {
        self.init(paths: [environment["CREDENTIALS_DIRECTORY"], secretsPath].compactMap { $0 }, trust: trust)
    }

    public func secret(named name: String) throws(ValueProblem) -> Secret {
        try NameText.checkSecret(name)
        for path in paths {
            let bytes: [UInt8]
            do {
                let directory = try FileHandle.directory(at: path)
                let file = try directory.file(named: name, confinedTo: try directory.realPath())
                try file.require(trust, isSecret: true)
                bytes = try file.read(atMost: Self.greatestByteCount)
            } catch {
                if error.isMissing { continue }
                throw ValueProblem(
                    "the secret \(ShownText.quoted(name)) in \(path): \(error.message)", mend: error.mend)
            }
            return try Self.secret(from: bytes, named: name, in: path)
        }
        throw ValueProblem(
            "there is no secret \(ShownText.quoted(name)) in \(paths.isEmpty ? "any directory" : paths.joined(separator: " or "))",
            mend: "put it, readable by the service only, into \((paths.last ?? "the secrets directory") + "/" + name)")
    }

    /// The content without the one line break that editors add.
    private static func secret(from bytes: [UInt8], named name: String, in path: String) throws(ValueProblem) -> Secret
    {
        var value = bytes[...]
        if value.last == 0x0A { value = value.dropLast() }
        if value.last == 0x0D { value = value.dropLast() }
        let place = "the secret \(ShownText.quoted(name)) in \(path)"
        if value.isEmpty { throw ValueProblem("\(place) is empty", mend: "put the value into the file") }
        guard !value.contains(0), String(validating: value, as: UTF8.self) != nil else {
            throw ValueProblem("\(place) is not text", mend: "write UTF-8 without NUL, base64 for a binary key")
        }
        return Secret(bytes: Array(value))
    }
}
