/// Which inputs of a template are taken in the order of their own time. A device of such a template has a clock of its
/// own, by which its windows, holds, absences, patterns and what its events tell go; see ``EventClock``.
///
/// What it reads of other devices, and they of it, is what the other has at that moment: devices do not wait for each
/// other. Heartbeats, staleness, actuators with their guards, leases and overrides go by the engine's `now`.
public final class EventTimePlan: Sendable {
    /// By input of the template; nil: its readings count at their arrival.
    public let inputs: [EventTimeSettings?]
    /// How many readings of one device are held at most; beyond it the oldest is released early, and counted.
    public let maximumHeld: Int
    /// The longest delay of all inputs: so much behind the present a device's clock is while all are silent.
    let maximumDelayMilliseconds: Int64

    /// - Parameter inputs: at least one of them not nil.
    public init(inputs: [EventTimeSettings?], maximumHeld: Int = 4096) {
        precondition(inputs.contains { $0 != nil } && maximumHeld > 0)
        self.inputs = inputs
        self.maximumHeld = maximumHeld
        maximumDelayMilliseconds = inputs.compactMap { $0?.maximumDelayMilliseconds }.max() ?? 0
    }
}
