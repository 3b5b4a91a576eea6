public import Telemetry

/// Which claims on an actuator are known to be suppressed, so that each is told once when it begins to be, with its
/// reason, and again only when the reason changes or the claim is made anew.
///
/// Use per decision: `begin`, `isNews` for every claim that does not have its way, `end`. Holds as many entries as there
/// are suppressed claims.
public struct Suppressions: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var origin: Claim.Origin
        var since: Instant
        var reason: DenialReason
        var isPresent: Bool
    }

    private var entries: [Entry] = []

    public init() {}

    public mutating func begin() {
        for index in entries.indices { entries[index].isPresent = false }
    }

    /// Whether this suppression was not there at the last decision.
    public mutating func isNews(_ claim: Claim, reason: DenialReason) -> Bool {
        for index in entries.indices
        where entries[index].origin == claim.origin && entries[index].since == claim.since {
            let isKnown = entries[index].reason == reason
            entries[index].reason = reason
            entries[index].isPresent = true
            return !isKnown
        }
        entries.append(Entry(origin: claim.origin, since: claim.since, reason: reason, isPresent: true))
        return true
    }

    public mutating func end() {
        entries.removeAll { !$0.isPresent }
    }

    /// None is left.
    public mutating func removeAll() {
        if !entries.isEmpty { entries.removeAll() }
    }
}

extension Suppressions {
    public func write(to bytes: inout ByteWriter) {
        bytes.count(entries.count)
        for entry in entries {
            entry.origin.write(to: &bytes)
            bytes.instant(entry.since)
            entry.reason.write(to: &bytes)
        }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let origin = try Claim.Origin(from: &bytes)
            let since = try bytes.instant()
            entries.append(
                Entry(origin: origin, since: since, reason: try DenialReason(from: &bytes), isPresent: true))
        }
    }
}
