internal import Engine
internal import Telemetry

/// What a record of the past followed from.
struct Explanation: Sendable {
    /// What the engine was told when it said the record.
    enum Occasion: String, Sendable {
        case reading, time, person, command, start, clock, device, line, table
    }

    /// A signal's readings, beside the value they led to.
    struct Readings: Sendable {
        var device: String
        var signal: String
        var entries: [ReadingLog.Entry]
    }

    var evidence: Evidence
    var occasion: Occasion
    /// The device whose reading it was, and its input.
    var source: (device: String, input: String)?
    /// Who asked for it, where a person did.
    var person: String?
    var readings: [Readings]
    /// The names of signals that are scores.
    var scores: Set<String>
    /// Where one of the rules was another when the record was made: what is told is the rule of now.
    var change: RuleChange?
}

extension Explanation.Occasion {
    /// - Parameter isTime: whether a deadline that came before the input was what counted.
    init(_ kind: Input.Kind, isTime: Bool) {
        switch kind {
        case _ where isTime: self = .time
        case .passing: self = .time
        case .reading: self = .reading
        case .override, .acknowledgement, .faultAcknowledgement: self = .person
        case .command: self = .command
        case .start: self = .start
        case .clock: self = .clock
        case .admission: self = .device
        case .readBack: self = .line
        case .table: self = .table
        }
    }
}
