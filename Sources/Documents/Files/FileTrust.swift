/// Whose files are believed: who can write the configuration can move the actuators.
public struct FileTrust: Sendable, Equatable {
    /// Files and directories that anybody can write.
    public var allowsWritableByAll: Bool

    /// Owners other than root and the user this process runs as.
    public var allowsForeignOwner: Bool

    /// Secrets that anybody can read.
    public var allowsReadableSecrets: Bool

    public init(allowsWritableByAll: Bool, allowsForeignOwner: Bool, allowsReadableSecrets: Bool) {
        self.allowsWritableByAll = allowsWritableByAll
        self.allowsForeignOwner = allowsForeignOwner
        self.allowsReadableSecrets = allowsReadableSecrets
    }

    /// For the service.
    public static let strict = FileTrust(
        allowsWritableByAll: false, allowsForeignOwner: false, allowsReadableSecrets: false)

    /// For looking at somebody's files: replays, editors, tests of a checkout.
    public static let anything = FileTrust(
        allowsWritableByAll: true, allowsForeignOwner: true, allowsReadableSecrets: true)
}
