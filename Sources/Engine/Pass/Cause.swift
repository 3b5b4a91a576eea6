internal import Telemetry

/// What a pass of evaluation follows from.
struct Cause: Sendable {
    enum Kind: Sendable, Equatable {
        /// Something was measured, or time has come: rules are judged, and edges are edges.
        case edge
        /// What there is is looked at: at a start, at an admission, when the clock was set. Conditions are judged as they
        /// stand, but nothing counts as having changed or as having been measured.
        case standing
        /// State changes, but nothing begins: a retained reading, and what is put right before a start is judged.
        case silent
    }

    /// Identity of the input; 0 for what time alone brings about.
    var identity: UInt64
    /// The logical time at which everything in the pass happens.
    var time: Instant
    var kind: Kind

    var isEdge: Bool { kind == .edge }
}
