/// What a pattern is, and within which bounds it is looked for.
public struct PatternSettings: Sendable, Equatable {
    /// What becomes of partial matches that overlap a match.
    public enum Skip: Sendable, Equatable {
        /// All matches are told.
        case none
        /// Those that began with the match's first event end.
        case toNext
        /// Those that began up to the match's last event end.
        case pastLast
        /// Those that began before the first event of the step named so end; none if it has no event.
        case toFirst(name: Int)
        /// Those that began before the last event of the step named so end; none if it has no event.
        case toLast(name: Int)
    }

    /// When a pattern begins.
    public enum Arming: UInt8, Sendable, Equatable {
        /// One time only.
        case once
        /// Whenever nothing is left of the former beginning.
        case whenIdle
        /// With every event that matches the first step (or anew as soon as that step is complete).
        case always
    }

    /// When a match is told that was complete before one that began earlier.
    public enum Reporting: UInt8, Sendable, Equatable {
        /// When it is complete.
        case atOnce
        /// When none can be complete any more that began earlier. Means the same as `atOnce` without a skip.
        case inOrderOfStart
    }

    /// From where `within` is counted.
    public enum WithinScope: UInt8, Sendable, Equatable {
        /// From the first event.
        case whole
        /// From each event to the next.
        case eachStep
    }

    public var steps: [PatternStep]
    /// In milliseconds, at least 1: an event so long after the first, or longer, is too late.
    public var withinMilliseconds: Int64?
    public var withinScope = WithinScope.whole
    public var skip = Skip.pastLast
    /// Nil: `always` for a pattern that begins with an event, `whenIdle` for one that begins with an absence or with
    /// `all` or `either`, since otherwise silence alone would begin it again and again.
    public var arming: Arming?
    public var reporting = Reporting.atOnce
    /// Numbers of the conditions that look at captured events; all others are evaluated once an event at most.
    public var capturing: [Int] = []
    /// Partial matches, 1 or more; beyond them the oldest goes first.
    public var maximumPartialMatches = 256
    /// Events of one match, 1 or more; an event beyond them is not taken.
    public var maximumCaptures = 64

    public init(steps: [PatternStep]) {
        self.steps = steps
    }
}

/// Why a pattern can't be looked for.
public enum PatternError: Error, Sendable, Equatable {
    /// No step takes an event or waits for an absence; or all are optional.
    case empty
    /// A `not` at the end holds until `within` is over, so there must be one.
    case endNeedsWithin
    /// A `not` has no step before it from which on events are forbidden.
    case beginsWithNot
    /// A `not` is optional or repeated, `either` holds a `not` without a time, or `every` is on a step that may be left
    /// out.
    case meaningless
    /// A duration is not positive, `times` has no room, a bound is not positive, or a number is negative.
    case outOfRange
    /// More than 64 ways lead on from one step.
    case tooLarge
}
