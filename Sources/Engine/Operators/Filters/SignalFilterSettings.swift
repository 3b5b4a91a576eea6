/// What is done to a signal's numbers before anybody uses them, in the order of the fields.
public struct SignalFilterSettings: Sendable, Equatable {
    public var scale: Double
    public var offset: Double
    public var valid: ClosedRange<Double>?
    public var spike: SpikeSettings?
    /// Greatest change per second, in the signal's unit.
    public var maximumStepPerSecond: Double?
    /// Time constant of the smoothing; nil or from 1.
    public var smoothMilliseconds: Int64?
    /// How long a repeated value is no news; 0 for never.
    public var dedupeMilliseconds: Int64
    public var deadband: Deadband
    public var stuck: StuckSettings?

    public init(
        scale: Double = 1, offset: Double = 0, valid: ClosedRange<Double>? = nil, spike: SpikeSettings? = nil,
        maximumStepPerSecond: Double? = nil, smoothMilliseconds: Int64? = nil, dedupeMilliseconds: Int64 = 0,
        deadband: Deadband = Deadband(), stuck: StuckSettings? = nil
    ) {
        self.scale = scale
        self.offset = offset
        self.valid = valid
        self.spike = spike
        self.maximumStepPerSecond = maximumStepPerSecond
        self.smoothMilliseconds = smoothMilliseconds
        self.dedupeMilliseconds = dedupeMilliseconds
        self.deadband = deadband
        self.stuck = stuck
    }
}
