public import Telemetry

/// What can be held back and written to a snapshot.
public protocol EventTimeElement: Sendable, Equatable {
    func write(to bytes: inout ByteWriter)
    init(from bytes: inout ByteReader) throws(MalformedBytes)
}

/// Puts the readings of one input in the order of their own time: holds each until none before it is still expected.
///
/// The watermark is the greatest time seen less the maximum delay; an idle input's is the wall clock less the maximum
/// delay, if that is later, since silence must keep nothing back. What is older than the greatest time less the delay is
/// late. An input that comes back from silence with what it kept meanwhile is not late by that rule: its readings come
/// out in order among themselves, though the watermark may have passed them.
public struct EventTimeBuffer<Element: EventTimeElement>: Sendable, Equatable {
    public enum Admission: Sendable, Equatable {
        case held
        /// Not taken, and counted: the policy for what is late is the caller's.
        case late
    }

    public struct Released: Sendable, Equatable {
        public var time: Timestamp
        public var element: Element

        public init(time: Timestamp, element: Element) {
            self.time = time
            self.element = element
        }
    }

    private let settings: EventTimeSettings
    /// By time and then by arrival, from `head` on; what is before it has been released.
    private var held: [Released] = []
    private var head = 0
    private var greatest: Int64?
    private var lastArrival: Int64 = 0
    /// The latest watermark there was: it never falls.
    private var mark: Int64?
    public private(set) var late: Int64 = 0
    public private(set) var releasedEarly: Int64 = 0

    public init(_ settings: EventTimeSettings) {
        self.settings = settings
    }

    public var count: Int { held.count - head }
    /// No reading before it is expected any more; nil before the first one.
    public var watermark: Timestamp? { mark.map(Timestamp.init(milliseconds:)) }

    /// Takes a reading, with what is in order by now appended to `released`.
    /// - Parameter wallOffset: wall clock less `now`, in milliseconds.
    public mutating func add(
        _ element: Element, time: Timestamp, now: Instant, wallOffset: Int64, into released: inout [Released]
    ) -> Admission {
        advance(to: now, wallOffset: wallOffset, into: &released)
        let time = TimeBounds.clamp(time.milliseconds)
        lastArrival = TimeBounds.clamp(now.milliseconds)
        if let greatest, time < greatest - settings.maximumDelayMilliseconds {
            late += 1
            return .late
        }
        greatest = max(greatest ?? time, time)
        var index = held.count
        while index > head, held[index - 1].time.milliseconds > time { index -= 1 }
        held.insert(Released(time: Timestamp(milliseconds: time), element: element), at: index)
        if count > settings.maximumCount {
            releasedEarly += 1
            release(into: &released)
        }
        advance(to: now, wallOffset: wallOffset, into: &released)
        return .held
    }

    /// Time has come to `now`.
    public mutating func advance(to now: Instant, wallOffset: Int64, into released: inout [Released]) {
        guard let greatest else { return }
        var limit = greatest - settings.maximumDelayMilliseconds
        if isIdle(now: now) {
            let wall = TimeBounds.clamp(now.milliseconds) + TimeBounds.clamp(wallOffset)
            limit = max(limit, TimeBounds.clamp(wall) - settings.maximumDelayMilliseconds)
        }
        mark = max(mark ?? limit, limit)
        while head < held.count, held[head].time.milliseconds <= limit { release(into: &released) }
    }

    private mutating func release(into released: inout [Released]) {
        released.append(held[head])
        head += 1
        if head == held.count {
            held.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head > held.count / 2 {
            held.removeFirst(head)
            head = 0
        }
    }

    /// Whether the input has been silent for too long to be waited for. True before its first reading.
    public func isIdle(now: Instant) -> Bool {
        greatest == nil || now.milliseconds >= lastArrival + settings.idleAfterMilliseconds
    }

    /// When the oldest reading is released if no other comes; nil while none is held.
    public func nextDeadline(wallOffset: Int64) -> Instant? {
        head < held.count ? deadline(for: held[head].time, wallOffset: wallOffset) : nil
    }

    /// When the watermark comes to `time` if no other reading does: for what waits for it, such as a window's end. Nil
    /// before the first reading.
    public func deadline(for time: Timestamp, wallOffset: Int64) -> Instant? {
        guard greatest != nil else { return nil }
        let wall = TimeBounds.clamp(time.milliseconds) + settings.maximumDelayMilliseconds
        return Instant(
            milliseconds: max(lastArrival + settings.idleAfterMilliseconds, wall - TimeBounds.clamp(wallOffset)))
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.bool(greatest != nil)
        guard let greatest, let mark else { return }
        bytes.signed(greatest)
        bytes.signed(mark)
        bytes.signed(lastArrival)
        bytes.signed(late)
        bytes.signed(releasedEarly)
        bytes.count(count)
        for entry in held[head...] {
            bytes.signed(entry.time.milliseconds)
            entry.element.write(to: &bytes)
        }
    }

    public init(from bytes: inout ByteReader, settings: EventTimeSettings) throws(MalformedBytes) {
        self.init(settings)
        guard try bytes.bool() else { return }
        greatest = try bytes.time()
        mark = try bytes.time()
        lastArrival = try bytes.time()
        late = try bytes.nonNegative()
        releasedEarly = try bytes.nonNegative()
        let count = try bytes.count()
        guard count <= settings.maximumCount else { throw bytes.malformed }
        for _ in 0..<count {
            let time = Timestamp(milliseconds: try bytes.time())
            guard held.last.map({ $0.time <= time }) ?? true else { throw bytes.malformed }
            held.append(Released(time: time, element: try Element(from: &bytes)))
        }
    }
}
