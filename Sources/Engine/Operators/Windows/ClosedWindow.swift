public import Telemetry

/// A window that is said.
public struct ClosedWindow<Contents: WindowContents>: Sendable, Equatable {
    /// Inclusive; for a sliding window exclusive.
    public var start: Timestamp
    /// Exclusive; for sliding and count windows inclusive. A session ends its gap after its last element, or at its
    /// greatest length.
    public var end: Timestamp
    /// The time of the newest element; nil in an empty window.
    public var latest: Timestamp?
    /// The logical time at which it closed, however late that was noticed: its end and the grace; for an update the
    /// time that had come.
    public var due: Timestamp
    /// Whether it had closed before, and an element came late.
    public var isUpdate: Bool
    public var contents: Contents

    public init(
        start: Timestamp, end: Timestamp, latest: Timestamp?, due: Timestamp, isUpdate: Bool, contents: Contents
    ) {
        self.start = start
        self.end = end
        self.latest = latest
        self.due = due
        self.isUpdate = isUpdate
        self.contents = contents
    }
}

/// What became of an element.
public enum WindowAdmission: Sendable, Equatable {
    case taken
    /// Every window it belongs to is over.
    case late
    /// It lies between windows that do not touch.
    case outside
}

/// What windows refused or cut short; each is a counter.
public struct WindowCounters: Sendable, Equatable {
    /// Elements all of whose windows were over.
    public internal(set) var late: Int64 = 0
    /// Windows that were over when an element came that counts in a later one.
    public internal(set) var missed: Int64 = 0
    /// Panes and sessions that closed, and elements that left, before their time, because there were too many; and empty
    /// windows that were not said.
    public internal(set) var cut: Int64 = 0

    func write(to bytes: inout ByteWriter) {
        for counter in [late, missed, cut] { bytes.signed(counter) }
    }

    init() {}

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        late = try bytes.nonNegative()
        missed = try bytes.nonNegative()
        cut = try bytes.nonNegative()
    }
}
