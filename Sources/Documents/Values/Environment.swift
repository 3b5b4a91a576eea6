internal import Glibc

/// Where `${VAR}` gets its values.
public struct Environment: Sendable {
    private let find: @Sendable (String) -> String?

    public init(lookup: @escaping @Sendable (String) -> String?) { find = lookup }

    public init(_ values: [String: String]) { find = { values[$0] } }

    /// The environment of this process.
    public static let process = Environment { name in
        guard let value = getenv(name) else { return nil }
        return String(cString: value)
    }

    public subscript(name: String) -> String? { find(name) }
}
