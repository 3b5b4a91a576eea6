/// What a group of actuators may do together. Durations are milliseconds.
///
/// The checker refuses members with `safe: true` in a group that is exclusive or has a limit (nothing keeps an actuator
/// from its safe value), a reserve above the limit's maximum, and a member that is named twice.
public struct GroupSettings: Sendable, Equatable {
    /// The sum over all members of a measured quantity stays at or below `maximum`.
    public struct Limit: Sendable, Equatable {
        public var maximum: Double
        /// Per member, what it takes from the moment it is told to start: the larger of this and of what is measured counts.
        public var reserves: [Double]
        /// How long the reserve counts after a start at least: what is measured from then on counts in its stead. Nil: as
        /// long as the member is on.
        public var runUp: Int64?
        /// What happens while a member's measured value is missing or stale.
        public var onStale: OnStale

        public init(maximum: Double, reserves: [Double], runUp: Int64? = nil, onStale: OnStale = .deny) {
            self.maximum = maximum
            self.reserves = reserves
            self.runUp = runUp
            self.onStale = onStale
        }
    }

    public enum OnStale: String, Sendable, CaseIterable {
        /// Nobody starts.
        case deny
        /// The reserve counts in its stead for a member that is on, and nothing for one that is off.
        case ignore
    }

    /// How many actuators; they are known by 0..<members, in the order of the file.
    public var members: Int
    /// From one start to the next, of whichever member.
    public var oneStartPer: Int64
    public var limit: Limit?
    /// How many may be on at a time; nil: all.
    public var atMost: Int?
    /// Whether a member that is on keeps all others off.
    public var isExclusive: Bool
    /// From the end of one member to the start of another one.
    public var deadTime: Int64

    public init(
        members: Int, oneStartPer: Int64 = 0, limit: Limit? = nil, atMost: Int? = nil, isExclusive: Bool = false,
        deadTime: Int64 = 0
    ) {
        precondition(members > 0 && limit.map { $0.reserves.count == members } ?? true)
        self.members = members
        self.oneStartPer = oneStartPer
        self.limit = limit
        self.atMost = atMost
        self.isExclusive = isExclusive
        self.deadTime = deadTime
    }
}
