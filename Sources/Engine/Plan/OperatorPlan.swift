public import Expressions

/// A function of an expression that remembers: `becomes(x)`, `rate(x)`, `mean(x, 10m)`. What it gives stands in a slot of
/// its own, which the expression reads like any variable.
public final class OperatorPlan: Sendable {
    public enum Source: Sendable {
        /// Every measured value of a signal, those within the deadband too.
        case signal(Int)
        /// The value of an expression, whenever it is computed.
        case program(Program)
    }

    public enum Function: Sendable, Equatable {
        /// True for the evaluation in which the source goes from false to true.
        case becomes
        /// True for every evaluation of the source in which it is true.
        case occurs
        /// True for the evaluation in which the source has another value than before.
        case changed
        /// The difference to the value before.
        case delta
        /// The difference to the value before, per second.
        case rate
        /// Exponentially weighted mean with this time constant.
        case ewma(tauMilliseconds: Int64)
        /// How long ago the last value came; tells it anew every second.
        case age
        /// Whether the last value came so long ago, or longer.
        case aged(milliseconds: Int64)
        /// An aggregate of the values of the last while.
        case window(Aggregate, milliseconds: Int64)
        /// Whether values have kept coming for so long that differ from one another by no more than `tolerance`.
        case unchanged(milliseconds: Int64, tolerance: Double)
        /// An aggregate over the members of a gathering, of the source's value for each.
        case members(MemberAggregate, gathering: Int)
    }

    /// The call in one spelling, such as `mean(temperature, 10m)`; while a reload leaves it the same, its memory is kept.
    public let name: String
    public let source: Source
    public let function: Function
    public let slot: Int
    /// How many samples its window holds at most, if it has one; beyond it the oldest leaves early, and is counted.
    public let maximumSamples: Int

    /// What a window holds where nothing is said.
    public static let defaultMaximumSamples = 4096

    /// - Parameter maximumSamples: at least 1.
    public init(
        name: String, source: Source, function: Function, slot: Int,
        maximumSamples: Int = OperatorPlan.defaultMaximumSamples
    ) {
        self.name = name
        self.source = source
        self.function = function
        self.slot = slot
        self.maximumSamples = maximumSamples
    }

    /// The window that it needs, if it does.
    var rolling: RollingSettings? {
        guard case .window(let aggregate, let milliseconds) = function else { return nil }
        return RollingSettings(
            sizeMilliseconds: milliseconds, aggregates: [aggregate], maximumSamples: maximumSamples)
    }

    /// The slots that decide, each once.
    public var slotsRead: [Int] {
        switch source {
        case .signal(let signal): [signal]
        case .program(let program): program.slotsRead
        }
    }
}
