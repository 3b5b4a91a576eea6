internal import Telemetry

/// Windows of activity: elements no more than a gap apart are one session (exactly the gap still is), for less than a
/// greatest length from the first one. An element that comes between two sessions joins them.
struct SessionWindows<Contents: WindowContents>: Sendable, Equatable {
    struct Session: Sendable, Equatable {
        /// Times of the oldest and of the newest element.
        var first: Int64
        var last: Int64
        /// How many elements are in the contents.
        var elements: Int64
        /// It was said, and no element has prolonged it since.
        var isSaid: Bool
        var contents: Contents

        /// Takes in another one's times and count.
        mutating func join(_ other: Session) {
            first = min(first, other.first)
            last = max(last, other.last)
            elements += other.elements
        }

        mutating func setSaid(forgets: Bool) {
            isSaid = true
            guard forgets else { return }
            contents.reset()
            elements = 0
        }
    }

    private let settings: WindowSettings
    private let gap: Int64
    private let maximumLength: Int64?
    private let empty: Contents

    /// Ascending by first.
    private var sessions: [Session] = []
    private var spare = SpareContents<Contents>()
    /// Every element before it has come.
    private var watermark = -TimeBounds.greatest
    private(set) var counters = WindowCounters()

    init(gap: Int64, maximumLength: Int64?, settings: WindowSettings, empty: Contents) {
        self.settings = settings
        self.gap = gap
        self.maximumLength = maximumLength
        self.empty = empty
    }

    mutating func add(
        _ element: Contents.Element, at time: Int64, into closed: inout [ClosedWindow<Contents>]
    ) -> WindowAdmission {
        var joined = Session(first: time, last: time, elements: 1, isSaid: false, contents: empty)
        let range = neighbours(of: &joined)
        guard !isOver(joined) else {
            counters.late += 1
            return .late
        }
        gather(element, at: time, from: range, into: &joined)
        if closeTime(joined) + settings.grace <= watermark {
            closed.append(window(of: joined, isUpdate: true))
            joined.setSaid(forgets: settings.forgets)
        }
        sessions.replaceSubrange(range, with: CollectionOfOne(joined))
        if sessions.count > settings.maximumOpen {
            counters.cut += 1
            if !sessions[0].isSaid { say(0, into: &closed) }
            sessions.removeFirst()
        }
        return .taken
    }

    /// Lengthens the session of a new element by those that it joins. What lies within a session joins that one alone, so
    /// sessions never overlap.
    private func neighbours(of joined: inout Session) -> Range<Int> {
        var next = sessions.count
        while next > 0, sessions[next - 1].last >= joined.first { next -= 1 }
        var range = next..<next
        if next < sessions.count, sessions[next].first <= joined.first {
            joined.join(sessions[next])
            return next..<next + 1
        }
        if next > 0, isNear(sessions[next - 1], joined) {
            joined.join(sessions[next - 1])
            range = next - 1..<next
        }
        if next < sessions.count, isNear(joined, sessions[next]) {
            joined.join(sessions[next])
            range = range.lowerBound..<next + 1
        }
        return range
    }

    /// The contents in order of time: a session, the element, the session after it.
    private mutating func gather(
        _ element: Contents.Element, at time: Int64, from range: Range<Int>, into joined: inout Session
    ) {
        var rest = range
        if let first = range.first, sessions[first].first <= time {
            // Taken out, not copied: it grows in place.
            swap(&joined.contents, &sessions[first].contents)
            rest = range.dropFirst()
        } else {
            joined.contents = spare.take(or: empty)
        }
        joined.contents.add(element, at: Timestamp(milliseconds: time))
        for session in sessions[rest] { joined.contents.merge(session.contents) }
    }

    private func isNear(_ earlier: Session, _ later: Session) -> Bool {
        guard later.first - earlier.last <= gap else { return false }
        return maximumLength.map { later.last - earlier.first < $0 } ?? true
    }

    // MARK: Time

    mutating func advance(to time: Int64, into closed: inout [ClosedWindow<Contents>]) {
        // Bytes that are damaged may hold a session that is due although no time has passed, and so does a clock that was set.
        guard time > watermark || nextDeadline.map({ $0 <= time }) ?? false else { return }
        watermark = max(watermark, time)
        while let index = nextIndex, closeTime(sessions[index]) + settings.grace <= time {
            say(index, into: &closed)
        }
        while let over = sessions.firstIndex(where: isOver) { spare.keep(sessions.remove(at: over).contents) }
    }

    /// The clock was set. Where it went on it is as if time had passed; where it went back behind what was taken, all that
    /// is open is said as it is.
    mutating func restart(at time: Int64, into closed: inout [ClosedWindow<Contents>]) {
        let isBack = sessions.contains { $0.last > time }
        watermark = time
        guard isBack else { return advance(to: time, into: &closed) }
        while let index = nextIndex { say(index, into: &closed) }
        sessions.removeAll(keepingCapacity: true)
    }

    /// The clock came to be known: sessions begin when they truly did.
    mutating func move(by distance: Int64, to time: Int64) -> Bool {
        for index in sessions.indices {
            sessions[index].first += distance
            sessions[index].last += distance
        }
        watermark = time
        return !sessions.isEmpty
    }

    var nextDeadline: Int64? { nextIndex.map { closeTime(sessions[$0]) + settings.grace } }

    /// The unsaid session that closes first, the earlier one of two at once.
    private var nextIndex: Int? {
        var best: Int?
        for index in sessions.indices where !sessions[index].isSaid {
            if let present = best, closeTime(sessions[present]) <= closeTime(sessions[index]) { continue }
            best = index
        }
        return best
    }

    /// When no element can join any more: just after the gap, or at the greatest length.
    private func closeTime(_ session: Session) -> Int64 {
        let afterGap = session.last + gap + 1
        return maximumLength.map { min(afterGap, session.first + $0) } ?? afterGap
    }

    private func isOver(_ session: Session) -> Bool {
        closeTime(session) + settings.grace + settings.lateness <= watermark
    }

    private mutating func say(_ index: Int, into closed: inout [ClosedWindow<Contents>]) {
        closed.append(window(of: sessions[index], isUpdate: false))
        sessions[index].setSaid(forgets: settings.forgets)
    }

    private func window(of session: Session, isUpdate: Bool) -> ClosedWindow<Contents> {
        let end = maximumLength.map { min(session.last + gap, session.first + $0) } ?? session.last + gap
        return ClosedWindow(
            start: Timestamp(milliseconds: session.first), end: Timestamp(milliseconds: end),
            latest: Timestamp(milliseconds: session.last),
            due: Timestamp(milliseconds: isUpdate ? watermark : closeTime(session) + settings.grace),
            isUpdate: isUpdate, contents: session.contents)
    }

    // MARK: Bytes

    func write(to bytes: inout ByteWriter) {
        bytes.signed(watermark)
        counters.write(to: &bytes)
        bytes.count(sessions.count)
        for session in sessions {
            bytes.signed(session.first)
            bytes.signed(session.last)
            bytes.signed(session.elements)
            bytes.bool(session.isSaid)
            session.contents.write(to: &bytes)
        }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        watermark = try bytes.time()
        counters = try WindowCounters(from: &bytes)
        for _ in 0..<(try bytes.count()) {
            let first = try bytes.time()
            let last = try bytes.time()
            guard first <= last, sessions.last.map({ $0.last < first }) ?? true else { throw bytes.malformed }
            sessions.append(
                Session(
                    first: first, last: last, elements: try bytes.nonNegative(), isSaid: try bytes.bool(),
                    contents: try Contents(from: &bytes, empty: empty)))
        }
        // A reload may have lowered the limit.
        let excess = max(0, sessions.count - settings.maximumOpen)
        sessions.removeFirst(excess)
        counters.cut += Int64(excess)
    }
}
