public import Expressions
public import Telemetry

/// An event that a partial match holds on to. The number tells it: two references with the same number are the same
/// event.
public struct EventReference: Sendable, Equatable {
    /// Grows from event to event.
    public var number: UInt64
    public var time: Instant
    /// The values that later conditions or the message need, in an order that the caller chose; empty when none.
    public var values: [Expressions.Value]

    public init(number: UInt64, time: Instant, values: [Expressions.Value] = []) {
        self.number = number
        self.time = time
        self.values = values
    }

    public static func == (left: EventReference, right: EventReference) -> Bool {
        left.number == right.number && left.time == right.time
    }
}

/// The events of a match or partial match, in the order in which they came.
public struct Captures: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// The `name` of the step that took the event.
        public var name: Int
        public var event: EventReference
    }

    public internal(set) var entries: [Entry] = []

    public var first: EventReference? { entries.first?.event }
    public var last: EventReference? { entries.last?.event }

    public func first(_ name: Int) -> EventReference? { entries.first { $0.name == name }?.event }
    public func last(_ name: Int) -> EventReference? { entries.last { $0.name == name }?.event }
    public func count(_ name: Int) -> Int { entries.count { $0.name == name } }

    public func all(_ name: Int) -> [EventReference] {
        entries.filter { $0.name == name }.map(\.event)
    }
}

/// A pattern was found.
public struct PatternMatch: Sendable, Equatable {
    public var captures: Captures
    /// When it was complete: the time of its last event, or the instant at which an absence or `within` was over.
    public var due: Instant
    /// Number of the first event; where the pattern began with an absence, of the last event before it was over.
    public var start: UInt64
}

/// What a pattern's bounds cut, and what time did.
public struct PatternCounters: Sendable, Equatable {
    /// Partial matches that went because there were too many.
    public var droppedPartialMatches: UInt64 = 0
    /// Events that a full partial match did not take.
    public var refusedCaptures: UInt64 = 0
    /// Partial matches that `within` ended.
    public var expired: UInt64 = 0

    public init() {}
}
