/// A destination upstream, by the number the store gave its name; the same after a restart.
public struct DestinationID: RawRepresentable, Sendable, Hashable, Comparable {
    /// Numbers run from 0 to 63.
    public static let limit = 64

    public let rawValue: UInt8

    public init?(rawValue: UInt8) {
        guard rawValue < Self.limit else { return nil }
        self.rawValue = rawValue
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Destinations that get the same entry.
public struct DestinationSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public init(_ destination: DestinationID) { rawValue = 1 << UInt64(destination.rawValue) }

    public init(_ destinations: some Sequence<DestinationID>) {
        rawValue = destinations.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }
}
