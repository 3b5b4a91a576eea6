public import Telemetry

/// Why an actuator does not have the value that a claim wants.
public enum DenialReason: Sendable, Hashable {
    // Another claim won.
    case priority, manual, latch
    // A guard said no.
    case interlock, fault, notReady, stale, maxOn, permissive
    case group(GroupDenial)
    case minOn, minOff, rate
    /// It was switched in this very instant: its claim and its state contradict each other.
    case feedback

    /// The reason as `suppressed` outputs, metrics and `NAME.denied` say it.
    public var name: String {
        switch self {
        case .priority: "priority"
        case .manual: "manual"
        case .latch: "latch"
        case .interlock: "interlock"
        case .fault: "fault"
        case .notReady: "not_ready"
        case .stale: "stale"
        case .maxOn: "max_on"
        case .permissive: "permissive"
        case .group: "group"
        case .minOn: "min_on"
        case .minOff: "min_off"
        case .rate: "rate"
        case .feedback: "feedback"
        }
    }
}

/// Which limit of a group keeps a member from starting.
public enum GroupDenial: UInt8, Sendable, Hashable, CaseIterable {
    /// Another member waits with better right.
    case queue
    /// The last start of any member is not long enough ago.
    case startInterval
    /// The sum would pass its maximum.
    case limit
    /// The sum can't be known: a measured value is missing or stale.
    case stale
    /// As many members are on as may be.
    case count
    /// A member that excludes this one is on.
    case exclusive
    /// A member that excludes this one went off a moment ago.
    case deadTime

    public var name: String {
        switch self {
        case .queue: "queue"
        case .startInterval: "one_start_per"
        case .limit: "limit"
        case .stale: "stale"
        case .count: "at_most"
        case .exclusive: "exclusive"
        case .deadTime: "dead_time"
        }
    }
}

/// What a group says to a member that wants to start.
public enum GroupAnswer: Sendable, Equatable {
    case granted
    /// Asking again before `retryAt` is in vain, unless another member or a measured value changes. Nil: only such a change
    /// can help.
    case denied(GroupDenial, retryAt: Instant?)
}
