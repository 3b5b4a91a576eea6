public import Telemetry

/// A value that somebody wants an actuator to have, with what right, and for how long.
public struct Claim: Sendable, Equatable {
    /// Who claims.
    public enum Origin: Sendable, Hashable {
        /// A rule, by its place in the file.
        case rule(Int)
        /// A person at the gateway.
        case manual
        /// A command from upstream, by its id.
        case remote(id: String)
    }

    /// Of rules and commands that name none.
    public static let defaultPriority = 10
    /// Of a person's override.
    public static let manualPriority = 8
    /// From the highest to the lowest.
    public static let priorities = 1...16
    /// Claims up to this priority may stop an output before its minimum time is over.
    public static let urgentPriority = 2

    public var origin: Origin
    public var value: Bool
    /// 1 (highest) to 16.
    public var priority: Int
    public var since: Instant
    /// The claim ends at this instant: it holds in [since, until). Nil: until it is withdrawn.
    public var until: Instant?
    /// The claim of a rule that waits for a person's acknowledgement: nothing beats it but another one of its kind.
    public var isLatched: Bool

    public init(
        origin: Origin, value: Bool, priority: Int = Claim.defaultPriority, since: Instant, until: Instant? = nil,
        isLatched: Bool = false
    ) {
        precondition(Claim.priorities.contains(priority))
        self.origin = origin
        self.value = value
        self.priority = priority
        self.since = since
        self.until = until
        self.isLatched = isLatched
    }

    /// The index of the rule that claims; nil for people and commands.
    public var rule: Int? {
        guard case .rule(let index) = origin else { return nil }
        return index
    }

    public func isLive(at now: Instant) -> Bool {
        until.map { now < $0 } ?? true
    }

    /// Whether the claim may cut a minimum time short on the way to standstill or to the safe value.
    var isUrgent: Bool { isLatched || priority <= Claim.urgentPriority }
}

extension Claim.Origin: Comparable {
    /// Rules in the order of the file, then people, then commands: the last resort among equal claims.
    public static func < (left: Claim.Origin, right: Claim.Origin) -> Bool {
        switch (left, right) {
        case (.rule(let left), .rule(let right)): left < right
        case (.remote(let left), .remote(let right)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .rule: 0
        case .manual: 1
        case .remote: 2
        }
    }
}
