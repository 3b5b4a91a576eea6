/// How much configuration is read at most. Each bound has its own message; none is reached by a configuration of 1,000
/// devices.
public struct ReadLimits: Sendable, Equatable {
    /// Of one file, in bytes.
    public var fileBytes = 1 << 20

    /// Of all files of a configuration directory, in bytes.
    public var totalBytes = 32 << 20

    /// Files of one drop-in directory.
    public var files = 4_096

    /// Mappings and lists inside each other.
    public var depth = 32

    /// Nodes of one document, those behind aliases counted each time.
    public var nodes = 200_000

    /// Nodes that aliases add to one document.
    public var aliasNodes = 10_000

    /// Aliases (`*name`) in one document.
    public var aliases = 64

    /// Nodes of all documents one reader reads.
    public var nodesInAll = 1_000_000

    public init() {}
}
