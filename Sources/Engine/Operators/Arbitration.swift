internal import Telemetry

/// Who decides about an actuator: of all rules that claim it at present, the one with the best priority; among equals
/// the safe value wins, then the newest claim, then the earlier rule of the file.
struct Arbitration {
    struct Claim: Equatable {
        var rule: Int
        var value: Bool
        var priority: Int
        var since: Instant
    }

    private(set) var winner: Claim?
    private let safe: Bool

    init(safe: Bool) {
        self.safe = safe
    }

    mutating func consider(_ claim: Claim) {
        guard let present = winner else {
            winner = claim
            return
        }
        if beats(claim, present) { winner = claim }
    }

    private func beats(_ new: Claim, _ present: Claim) -> Bool {
        if new.priority != present.priority { return new.priority < present.priority }
        if new.value != present.value { return new.value == safe }
        return new.since > present.since
    }
}
