internal import Telemetry

/// What a pass of evaluation follows from.
struct Cause: Sendable {
    /// Identity of the input; 0 for what time alone brings about.
    var identity: UInt64
    /// The logical time at which everything in the pass happens.
    var time: Instant
    /// False for a retained reading: state changes, but nothing begins.
    var isEdge: Bool
}
