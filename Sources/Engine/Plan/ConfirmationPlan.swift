/// How an actuator is known to do what it was told.
public struct ConfirmationPlan: Sendable, Equatable {
    public enum Feedback: Sendable, Equatable {
        /// The slot of a boolean signal.
        case signal(Int)
        /// The level that the agent reads back from the line.
        case readBack
    }

    public var feedback: Feedback
    public var withinMilliseconds: Int64
    /// The slot of `NAME.fault`.
    public var faultSlot: Int

    public init(feedback: Feedback, withinMilliseconds: Int64, faultSlot: Int) {
        self.feedback = feedback
        self.withinMilliseconds = withinMilliseconds
        self.faultSlot = faultSlot
    }

    /// The slot at whose change the actuator is looked at.
    var feedbackSlot: Int? {
        if case .signal(let slot) = feedback { slot } else { nil }
    }
}
