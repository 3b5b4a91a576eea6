public import Telemetry

/// Waits for a record, and remembers what it followed from. The engine has none while it is live.
struct Witness: Sendable {
    let target: EvidenceTarget
    /// Of the newest record that was meant.
    var evidence: Evidence?
    /// The events of the pattern that was found last.
    var captures: [Captures.Entry] = []

    /// Whether the record is meant; of those that are, the newest counts.
    func wants(_ record: Output) -> Bool { target.means(record) }
}

/// The record that somebody asks about.
public enum EvidenceTarget: Sendable, Equatable {
    /// The one of this id.
    case id(Identifier)
    /// The last about a rule or an actuator, not later than a time.
    case last(device: String, name: String, until: Timestamp)
    /// One as it was told: for one that cannot have the same id, as the journal lacks what was before.
    case like(device: String, name: String, kind: String, word: String, time: Timestamp)

    /// How far apart the times of what is alike may be.
    static let tolerance: Int64 = 1000

    public func means(_ record: Output) -> Bool {
        switch self {
        case .id(let id): return record.id == id
        case .last(let device, let name, let until):
            return record.device == device && record.subject == name && record.time <= until
        case .like(let device, let name, let kind, let word, let time):
            return record.device == device && record.subject == name && record.kind == kind && record.word == word
                && abs(record.time.milliseconds - time.milliseconds) <= EvidenceTarget.tolerance
        }
    }
}

extension Output {
    /// Nil for what has none.
    public var id: Identifier? {
        switch self {
        case .event(let event): event.id
        case .command(let command): command.id
        case .summary(let summary): summary.id
        case .suppression: nil
        }
    }

    public var device: String {
        switch self {
        case .event(let event): event.device
        case .command(let command): command.device
        case .summary(let summary): summary.device
        case .suppression(let suppression): suppression.device
        }
    }

    /// The rule, actuator or summary that it is about.
    public var subject: String {
        switch self {
        case .event(let event): event.name
        case .command(let command): command.actuator
        case .summary(let summary): summary.name
        case .suppression(let suppression): suppression.actuator ?? suppression.name ?? ""
        }
    }

    /// As the records say it.
    public var kind: String {
        switch self {
        case .event: "event"
        case .command: "command"
        case .summary: "summary"
        case .suppression: "suppressed"
        }
    }

    /// What tells it from others of its kind: the state, the value or the reason.
    public var word: String {
        switch self {
        case .event(let event): event.state == .raised ? "raised" : "cleared"
        case .command(let command): command.value ? "true" : "false"
        case .summary: ""
        case .suppression(let suppression): suppression.reason
        }
    }
}

extension Engine {
    /// From now on what the record that is meant follows from is remembered. No part of a snapshot.
    public mutating func watch(for target: EvidenceTarget) {
        pass.witness = Witness(target: target)
    }

    /// Of the newest record that was meant; nil while there was none.
    public var evidence: Evidence? { pass.witness?.evidence }
}
