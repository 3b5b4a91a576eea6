/// What a person wants of the records that wait for the uplinks.
public enum QueueRequest: Sendable, Equatable {
    /// Count, bytes and oldest age by destination and class.
    case list
    /// The records that a destination refused for good, with its reason.
    case dead
    /// One page of records; go on after the last one's `place`.
    case export(Selection, after: Place?)
    /// Deletes what is selected.
    case purge(Selection)

    /// Which records.
    public struct Selection: Sendable, Equatable {
        public var destination: String
        /// Nil: of all classes.
        public var className: String?
        /// Those that have waited at least so long; nil: all.
        public var olderThanMilliseconds: Int64?

        public init(destination: String, className: String? = nil, olderThanMilliseconds: Int64? = nil) {
            self.destination = destination
            self.className = className
            self.olderThanMilliseconds = olderThanMilliseconds
        }
    }

    /// Where a record is kept.
    public struct Place: Sendable, Equatable {
        public var row: Int64
        public var index: Int

        public init(row: Int64, index: Int) {
            self.row = row
            self.index = index
        }
    }
}
