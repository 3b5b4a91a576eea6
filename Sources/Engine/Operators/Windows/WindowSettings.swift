/// How elements are gathered into windows, and what happens to those that come late. All durations in milliseconds,
/// from 1 (or 0 where that makes sense) to 2^48.
public struct WindowSettings: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// [k * size + offset, + size)
        case tumbling(size: Int64, offset: Int64 = 0)
        /// [k * slide + offset, + size); at most 10,000 of them at once.
        case hopping(size: Int64, slide: Int64, offset: Int64 = 0)
        /// A window (t - size, t] for every element, at its time t.
        case sliding(size: Int64)
        /// Elements that are no more than `gap` apart, for less than `maximumLength` from the first one.
        case session(gap: Int64, maximumLength: Int64? = nil)
        /// After the first `size` elements, and then after every `slide` more: the last `size` elements.
        case count(size: Int, slide: Int)
    }

    public enum LatePolicy: Sendable, Equatable {
        /// A window is said once, `grace` after its end; what comes later for it is dropped and counted.
        case drop(grace: Int64 = 0)
        /// A window is said at its end, and again with each element that comes until `lateness` after it: all of its
        /// elements, or (`keeps` false) those that were not said before.
        case update(lateness: Int64, keeps: Bool = true)
    }

    public var kind: Kind
    public var late: LatePolicy
    /// Whether windows without elements are said too, once there was an element; tumbling and hopping windows only.
    public var saysEmpty: Bool
    /// How many panes or sessions are kept at most, and how many empty windows one passing of time says; beyond it the
    /// oldest closes early.
    public var maximumOpen: Int
    /// How many elements a sliding window holds at most; beyond it the oldest leaves early.
    public var maximumElements: Int

    public init(
        _ kind: Kind, late: LatePolicy = .drop(), saysEmpty: Bool = false, maximumOpen: Int = 1024,
        maximumElements: Int = 4096
    ) {
        self.kind = kind
        self.late = late
        self.saysEmpty = saysEmpty
        self.maximumOpen = maximumOpen
        self.maximumElements = maximumElements
        precondition(isValid)
    }

    private var isValid: Bool {
        let sizes = 1...TimeBounds.longest
        let delays = 0...TimeBounds.longest
        let isKindValid =
            switch kind {
            case .tumbling(let size, let offset): sizes ~= size && (0..<size) ~= offset
            case .hopping(let size, let slide, let offset):
                sizes ~= size && sizes ~= slide && (0..<slide) ~= offset && size / slide <= 10_000
            case .sliding(let size): sizes ~= size
            case .session(let gap, let maximumLength): sizes ~= gap && maximumLength.map { sizes ~= $0 } ?? true
            case .count(let size, let slide): (1...1_000_000) ~= size && (1...1_000_000) ~= slide
            }
        return isKindValid && delays ~= grace && delays ~= lateness && maximumOpen > 0 && maximumElements > 0
    }

    var grace: Int64 { if case .drop(let grace) = late { grace } else { 0 } }
    var lateness: Int64 { if case .update(let lateness, _) = late { lateness } else { 0 } }
    /// Whether a window's elements are forgotten when they were said.
    var forgets: Bool { if case .update(_, let keeps) = late { !keeps } else { false } }
}
