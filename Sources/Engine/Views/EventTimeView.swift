public import Telemetry

/// How far a device has come by its own clock, as people are shown it.
public struct EventTimeView: Sendable, Equatable {
    /// No reading before it is expected any more.
    public var watermark: Timestamp
    /// How many readings wait for their turn.
    public var held: Int
    /// How many came too late since the device is known, by input; those of inputs without times of their own are left
    /// out.
    public var late: [(input: String, count: Int64)]
    /// How many were judged later than they were measured, since the clock had gone on without them.
    public var behind: Int64
    /// How many were taken out of the order, since too many were held.
    public var early: Int64

    public static func == (left: EventTimeView, right: EventTimeView) -> Bool {
        left.watermark == right.watermark && left.held == right.held && left.behind == right.behind
            && left.early == right.early && left.late.elementsEqual(right.late) { $0 == $1 }
    }
}

extension Engine {
    /// Nil where the readings of the device count at their arrival.
    public func eventTime(device: Int) -> EventTimeView? {
        guard let clock = devices[device].eventClock else { return nil }
        let template = plan.templates[devices[device].template]
        return EventTimeView(
            watermark: clock.wall(clock.present(at: now)), held: clock.held.count,
            late: template.inputs.indices.compactMap { input in
                clock.plan.inputs[input].map { _ in (template.inputs[input], clock.inputs[input].late) }
            }, behind: clock.behind, early: clock.early)
    }
}
