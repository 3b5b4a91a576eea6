public import Telemetry

/// The claims on an actuator that no rule holds: a person's override, and what upstream commanded.
///
/// There is one override, and one command a priority: a newer one takes the place of the older, so that the last word of a
/// speaker counts. At most 17 claims.
public struct HeldClaims: Sendable, Equatable {
    /// In the order of their making.
    public private(set) var claims: [Claim] = []

    public init() {}

    /// Takes a claim of a person or a command. Each must end; an override has the priority of overrides.
    public mutating func hold(_ claim: Claim) {
        precondition(claim.until != nil && claim.rule == nil && !claim.isLatched)
        claims.removeAll { $0.kind == claim.kind && (claim.origin == .manual || $0.priority == claim.priority) }
        claims.append(claim)
    }

    /// Holds a person's override in [now, now + milliseconds).
    public mutating func override(_ value: Bool, forMilliseconds milliseconds: Int64, now: Instant) {
        hold(
            Claim(
                origin: .manual, value: value, priority: Claim.manualPriority, since: now,
                until: now.advanced(by: milliseconds)))
    }

    /// Ends a person's override. False when there was none.
    public mutating func release() -> Bool {
        let count = claims.count
        claims.removeAll { $0.origin == .manual }
        return claims.count < count
    }

    /// Forgets what has ended. True when something has.
    public mutating func expire(now: Instant) -> Bool {
        let count = claims.count
        claims.removeAll { !$0.isLive(at: now) }
        return claims.count < count
    }

    /// Takes time from what is left of the claims that were made before `start`; those with none left are over. True when
    /// something has changed.
    mutating func spend(_ milliseconds: Int64, before start: Instant, now: Instant) -> Bool {
        var hasChanged = false
        for index in claims.indices where claims[index].since < start {
            claims[index].until = claims[index].until?.advanced(by: -milliseconds)
            hasChanged = true
        }
        return expire(now: now) || hasChanged
    }

    mutating func remove(where isOver: (Claim) -> Bool) { claims.removeAll(where: isOver) }

    /// When the next claim ends; nil when there is none.
    public var nextExpiry: Instant? { claims.lazy.compactMap(\.until).min() }

    public func write(to bytes: inout ByteWriter) {
        bytes.count(claims.count)
        for claim in claims { claim.write(to: &bytes) }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let claim = try Claim(from: &bytes)
            guard claim.until != nil, claim.rule == nil, !claim.isLatched else { throw bytes.malformed }
            hold(claim)
        }
    }
}

extension Claim {
    /// Whether a person's or a command's: what replaces what.
    fileprivate var kind: Int {
        switch origin {
        case .rule: 0
        case .manual: 1
        case .remote: 2
        }
    }
}
