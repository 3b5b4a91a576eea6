/// A schedule that can't be read, with what to write instead.
public struct ScheduleError: Error, Equatable, Sendable {
    /// What is wrong.
    public var problem: String
    /// What to write instead.
    public var mend: String

    public var message: String { "\(problem); \(mend)" }
}
