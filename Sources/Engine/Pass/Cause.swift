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
    /// The logical time at which everything in the pass happens: the engine's `now`, or that of the device's own clock.
    var time: Instant
    var kind: Kind
    /// When it was measured or due: before `time` where the device's clock had gone on without it. Windows go by it.
    var measured: Instant
    /// When the reading came.
    var arrival: Instant

    var isEdge: Bool { kind == .edge }

    init(identity: UInt64, time: Instant, kind: Kind, measured: Instant? = nil, arrival: Instant? = nil) {
        self.identity = identity
        self.time = time
        self.kind = kind
        self.measured = measured ?? time
        self.arrival = arrival ?? time
    }
}
