public import Telemetry

/// The samples of one payload, to be filled again and again: its memory is kept.
public struct Waveform: Sendable {
    /// Finite; scaled.
    public internal(set) var samples: [Float] = []
    /// Samples in a second; above 0.
    public internal(set) var rate = 0.0
    /// When the first sample was taken; nil where the time of arrival has to do.
    public internal(set) var time: Timestamp?
    /// Why a time that the payload has was not taken.
    public internal(set) var timeFlaw: TimeFlaw?

    public init() {}

    mutating func reset() {
        samples.removeAll(keepingCapacity: true)
        rate = 0
        time = nil
        timeFlaw = nil
    }
}
