/// One step of a pattern: what must happen, how it follows the step before it, and how often.
public struct PatternStep: Sendable, Equatable {
    /// Which events may lie between a step and the one before it.
    public enum Contiguity: UInt8, Sendable, Equatable {
        /// `next`: none.
        case strict
        /// `then`: those that do not match the step.
        case relaxed
        /// `any`: all; so one start may be continued by several events.
        case any
    }

    public indirect enum Kind: Sendable, Equatable {
        /// An event for which condition number `condition` holds, kept under the number `name`. Several steps may share
        /// a name.
        case event(condition: Int, name: Int)
        /// No event for which `condition` holds between the neighbours, or from the step before to the end of
        /// `within`. With `directly` only the very next event is forbidden to match.
        case forbidden(condition: Int, directly: Bool)
        /// No event for which `condition` holds for so many milliseconds from when the step before was complete: then
        /// the step is complete, at that instant. At the start of a pattern such an event restarts the time, or ends the
        /// pattern's start when `restarts` is false; elsewhere it ends the partial match.
        case absence(condition: Int, milliseconds: Int64, restarts: Bool)
        /// All of them, in any order.
        case all([Operand])
        /// The first of them.
        case either([Operand])
        case group([PatternStep])
    }

    /// What `all` and `either` are made of.
    public enum Operand: Sendable, Equatable {
        case event(condition: Int, name: Int)
        /// No such event until the other operands are complete; only in `all`.
        case forbidden(condition: Int)
        /// No such event for so many milliseconds from when the step before was complete.
        case absence(condition: Int, milliseconds: Int64)
    }

    /// How often a step comes: from `minimum` (at least 1) to `maximum` times; without `maximum`, any number of times.
    public struct Times: Sendable, Equatable {
        public var minimum: Int
        public var maximum: Int?

        public init(minimum: Int, maximum: Int?) {
            self.minimum = minimum
            self.maximum = maximum
        }

        public static let once = Times(minimum: 1, maximum: 1)
        public static func exactly(_ count: Int) -> Times { Times(minimum: count, maximum: count) }
        public static func atLeast(_ count: Int) -> Times { Times(minimum: count, maximum: nil) }
    }

    public var kind: Kind
    /// How the step follows the one before it. Means nothing for a pattern's first step.
    public var contiguity: Contiguity
    public var isOptional = false
    public var times = Times.once
    /// How the step follows itself when it comes several times; `strict` is `consecutive`.
    public var repeating = Contiguity.relaxed
    /// The step takes every event that it can before the next step gets one.
    public var isGreedy = false
    /// Number of the condition that ends the repeats: an event for which it holds is never taken, nor passed over.
    public var until: Int?
    /// Begins anew as soon as it is complete, with what was before it: each completion is continued on its own.
    public var every = false

    public init(_ kind: Kind, _ contiguity: Contiguity = .relaxed) {
        self.kind = kind
        self.contiguity = contiguity
    }
}
