internal import Telemetry

/// The last few times that something happened: what "at most n per d" has to remember, and no more. Allocates only while
/// it fills for the first time.
struct RecentInstants: Sendable {
    private let capacity: Int
    private var instants: [Instant] = []
    /// The place of the oldest, once all places are taken.
    private var oldest = 0

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    mutating func append(_ instant: Instant) {
        guard instants.count == capacity else {
            instants.append(instant)
            return
        }
        instants[oldest] = instant
        oldest = (oldest + 1) % capacity
    }

    /// When there is room for another one within the last `span` milliseconds; nil when there is at `now`. One that
    /// happened exactly `span` ago does not count any more.
    func roomAt(now: Instant, span: Int64) -> Instant? {
        guard instants.count == capacity else { return nil }
        let free = instants[oldest].advanced(by: span)
        return now < free ? free : nil
    }

    func write(to bytes: inout ByteWriter) {
        bytes.count(instants.count)
        for index in instants.indices { bytes.instant(self[index]) }
    }

    /// Takes the newest of what was written that `capacity` has room for.
    init(from bytes: inout ByteReader, capacity: Int) throws(MalformedBytes) {
        self.init(capacity: capacity)
        for _ in 0..<(try bytes.count()) { append(try bytes.instant()) }
    }
}

extension RecentInstants: Equatable {
    /// The same instants in the same order, wherever in the ring they lie.
    static func == (left: RecentInstants, right: RecentInstants) -> Bool {
        left.capacity == right.capacity && left.instants.count == right.instants.count
            && left.instants.indices.allSatisfy { left[$0] == right[$0] }
    }

    /// From the oldest to the newest.
    private subscript(index: Int) -> Instant { instants[(oldest + index) % instants.count] }
}
