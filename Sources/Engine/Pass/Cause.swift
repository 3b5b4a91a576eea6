internal import Telemetry

/// What a pass of evaluation follows from.
struct Cause: Sendable {
    /// Identity of the input; 0 for what time alone brings about.
    var identity: UInt64
    /// The logical time at which everything in the pass happens: the engine's `now`, or that of the device's own clock.
    var time: Instant
    /// False for a retained reading: state changes, but nothing begins.
    var isEdge: Bool
    /// When it was measured or due: before `time` where the device's clock had gone on without it. Windows go by it.
    var measured: Instant
    /// When the reading came.
    var arrival: Instant

    init(identity: UInt64, time: Instant, isEdge: Bool, measured: Instant? = nil, arrival: Instant? = nil) {
        self.identity = identity
        self.time = time
        self.isEdge = isEdge
        self.measured = measured ?? time
        self.arrival = arrival ?? time
    }
}
