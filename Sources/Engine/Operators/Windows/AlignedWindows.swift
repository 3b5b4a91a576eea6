internal import Telemetry

/// Tumbling and hopping windows: half-open and aligned to the epoch.
///
/// Where the slide divides the size, elements are gathered once, in panes as long as the slide, and a window is the
/// panes in it; else every window gathers for itself.
struct AlignedWindows<Contents: WindowContents>: Sendable, Equatable {
    struct Pane: Sendable, Equatable {
        var start: Int64
        /// The newest element's time.
        var latest: Int64
        /// How many elements are in the contents.
        var elements: Int64
        var contents: Contents
    }

    private let settings: WindowSettings
    private let size: Int64
    private let slide: Int64
    private let offset: Int64
    private let sharesPanes: Bool
    private let maximumPanes: Int
    private let empty: Contents

    /// Ascending by start.
    private var panes: [Pane] = []
    private var spare = SpareContents<Contents>()
    /// Every element before it has come.
    private var watermark = -TimeBounds.greatest
    /// Windows that end no later were said, or had nothing to say.
    private var saidThrough = -TimeBounds.greatest
    /// The end of the first window that an element was in; where empty ones are said, they are from there on.
    private var knownFrom: Int64?
    private(set) var counters = WindowCounters()
    private var news = News()

    /// Whether a pane came, or got its first element, since somebody asked: only then an element can change a deadline. No
    /// part of the state: windows that differ in nothing else are equal.
    private struct News: Sendable, Equatable {
        var isThere = true

        static func == (left: News, right: News) -> Bool { true }
    }

    init(size: Int64, slide: Int64, offset: Int64, settings: WindowSettings, empty: Contents) {
        self.settings = settings
        self.size = size
        self.slide = slide
        self.offset = offset
        self.empty = empty
        sharesPanes = size.isMultiple(of: slide) && !(settings.forgets && size > slide)
        // At least those that one element can be in.
        maximumPanes = max(settings.maximumOpen, Int(size / slide) + 1)
    }

    // MARK: Elements

    mutating func add(
        _ element: Contents.Element, at time: Int64, into closed: inout [ClosedWindow<Contents>]
    ) -> WindowAdmission {
        let newest = alignedStart(time)
        guard newest + size > time else { return .outside }
        guard !isOver(newest + size) else {
            counters.late += 1
            return .late
        }
        let oldest = newest - (newest + size - time - 1) / slide * slide
        knownFrom = min(knownFrom ?? .max, oldest + size)
        if sharesPanes {
            put(element, at: time, pane: newest, into: &closed)
            update(from: oldest, through: newest, into: &closed)
        } else {
            for start in stride(from: oldest, through: newest, by: Int64.Stride(slide)) {
                guard !isOver(start + size) else {
                    counters.missed += 1
                    continue
                }
                put(element, at: time, pane: start, into: &closed)
                update(from: start, through: start, into: &closed)
            }
        }
        return .taken
    }

    /// Says again those windows that were said before.
    private mutating func update(
        from oldest: Int64, through newest: Int64, into closed: inout [ClosedWindow<Contents>]
    ) {
        guard oldest + size <= saidThrough else { return }
        for start in stride(from: oldest, through: newest, by: Int64.Stride(slide)) {
            let end = start + size
            guard end <= saidThrough else { return }
            if isOver(end) { counters.missed += 1 } else { say(end, isUpdate: true, into: &closed) }
        }
    }

    private mutating func put(
        _ element: Contents.Element, at time: Int64, pane start: Int64, into closed: inout [ClosedWindow<Contents>]
    ) {
        var index = panes.count
        while index > 0, panes[index - 1].start > start { index -= 1 }
        if index == 0 || panes[index - 1].start != start {
            panes.insert(Pane(start: start, latest: time, elements: 0, contents: spare.take(or: empty)), at: index)
            index += 1
        }
        if panes[index - 1].elements == 0 { news.isThere = true }
        panes[index - 1].latest = max(panes[index - 1].latest, time)
        panes[index - 1].elements += 1
        panes[index - 1].contents.add(element, at: Timestamp(milliseconds: time))
        guard panes.count > maximumPanes else { return }
        news.isThere = true
        counters.cut += 1
        advance(to: panes[0].start + size + settings.grace + settings.lateness, into: &closed)
        // Only damaged bytes hold panes that time has passed already.
        if panes.count > maximumPanes { panes.removeFirst() }
    }

    // MARK: Time

    mutating func advance(to time: Int64, into closed: inout [ClosedWindow<Contents>]) {
        // Bytes that are damaged may hold a window that is due although no time has passed.
        guard time > watermark || deadline().map({ $0 <= time }) ?? false else { return }
        watermark = max(watermark, time)
        let due = time - settings.grace
        var emptyOnes = 0
        while let end = nextEnd, end <= due {
            if settings.saysEmpty, !hasElements(end) {
                emptyOnes += 1
                if emptyOnes > settings.maximumOpen {
                    skipEmpty(through: due)
                    continue
                }
            }
            saidThrough = end
            say(end, isUpdate: false, into: &closed)
            forget()
        }
        saidThrough = max(saidThrough, due)
        forget()
    }

    /// The clock was set. Where it went on it is as if time had passed, but empty windows between the old time and the new
    /// one never were, so they are not said, but counted. Where it went back behind what was said or taken, all that is open
    /// is said as it is.
    mutating func restart(at time: Int64, into closed: inout [ClosedWindow<Contents>]) {
        let due = time - settings.grace
        let isBack = panes.contains { $0.start > time } || firstEnd(after: due) < firstEnd(after: saidThrough)
        watermark = time
        while let end = nextEndWithElements, isBack || end <= due {
            saidThrough = end
            say(end, isUpdate: false, into: &closed)
            forget()
        }
        if isBack {
            panes.removeAll(keepingCapacity: true)
            knownFrom = nil
        }
        saidThrough = min(saidThrough, time)
        if settings.saysEmpty, panes.isEmpty, let first = nextEnd, first <= time {
            let last = firstEnd(after: time) - slide
            counters.cut += (last - first) / slide + 1
            saidThrough = last
        }
    }

    /// The clock came to be known. Panes move by whole slides, so that the window that was open is the one that the new time
    /// lies in.
    mutating func move(from before: Int64, to time: Int64) -> Bool {
        let distance = alignedStart(time) - alignedStart(before)
        for index in panes.indices {
            panes[index].start += distance
            panes[index].latest += distance
        }
        watermark = time
        saidThrough = max(saidThrough, -TimeBounds.greatest / 2) + distance
        knownFrom = knownFrom.map { $0 + distance }
        return panes.contains { $0.elements > 0 }
    }

    /// When the next window closes.
    ///
    /// Mutating, although it changes nothing: it is asked in place, and not of a copy.
    mutating func deadline() -> Int64? { nextEnd.map { $0 + settings.grace } }

    mutating func takeNews() -> Bool {
        defer { news.isThere = false }
        return news.isThere
    }

    /// The end of the window that is said next: the first one with an element, or, where empty ones are said, just the
    /// next one.
    private var nextEnd: Int64? {
        guard settings.saysEmpty, let knownFrom else { return nextEndWithElements }
        return max(firstEnd(after: saidThrough), knownFrom)
    }

    private var nextEndWithElements: Int64? {
        // By index: a pane that is handed out counts a reference.
        for index in panes.indices where panes[index].elements > 0 {
            let start = panes[index].start
            let first = sharesPanes ? start + slide : start + size
            let end = max(first, firstEnd(after: saidThrough))
            if end <= start + size { return end }
        }
        return nil
    }

    private func firstEnd(after time: Int64) -> Int64 {
        alignedStart(time - size) + size + slide
    }

    private func hasElements(_ end: Int64) -> Bool {
        panes.contains { $0.elements > 0 && isIn($0, end) }
    }

    private func isIn(_ pane: Pane, _ end: Int64) -> Bool {
        sharesPanes ? end - size <= pane.start && pane.start < end : pane.start == end - size
    }

    /// Leaves out empty windows that are too many to read: up to the next one with an element, or to the last one due.
    private mutating func skipEmpty(through due: Int64) {
        let last = firstEnd(after: due) - slide
        let target = min(last, (nextEndWithElements ?? .max) - slide)
        counters.cut += (target - max(firstEnd(after: saidThrough), knownFrom ?? 0)) / slide + 1
        saidThrough = target
    }

    private mutating func say(_ end: Int64, isUpdate: Bool, into closed: inout [ClosedWindow<Contents>]) {
        let start = end - size
        var latest: Int64?
        var contents: Contents?
        for index in panes.indices where panes[index].elements > 0 && isIn(panes[index], end) {
            latest = max(latest ?? panes[index].latest, panes[index].latest)
            if contents == nil { contents = panes[index].contents } else { contents?.merge(panes[index].contents) }
            if settings.forgets {
                panes[index].contents.reset()
                panes[index].elements = 0
            }
        }
        closed.append(
            ClosedWindow(
                start: Timestamp(milliseconds: start), end: Timestamp(milliseconds: end),
                latest: latest.map(Timestamp.init(milliseconds:)),
                due: Timestamp(milliseconds: isUpdate ? watermark : end + settings.grace), isUpdate: isUpdate,
                contents: contents ?? empty))
    }

    /// Lets go of the panes whose windows were all said and take nothing more.
    private mutating func forget() {
        let over = panes.prefix { $0.start + size <= saidThrough && isOver($0.start + size) }.count
        guard over > 0 else { return }
        spare.keep(panes[over - 1].contents)
        panes.removeFirst(over)
    }

    /// Whether the window that ends there takes nothing more.
    private func isOver(_ end: Int64) -> Bool {
        end + settings.grace + settings.lateness <= watermark
    }

    private func alignedStart(_ time: Int64) -> Int64 {
        let remainder = (time - offset) % slide
        return time - (remainder < 0 ? remainder + slide : remainder)
    }

    // MARK: Bytes

    func write(to bytes: inout ByteWriter) {
        bytes.signed(watermark)
        bytes.signed(saidThrough)
        bytes.bool(knownFrom != nil)
        if let knownFrom { bytes.signed(knownFrom) }
        counters.write(to: &bytes)
        bytes.count(panes.count)
        for pane in panes {
            bytes.signed(pane.start)
            bytes.signed(pane.latest)
            bytes.signed(pane.elements)
            pane.contents.write(to: &bytes)
        }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        watermark = try bytes.time()
        saidThrough = try bytes.time()
        knownFrom = try bytes.bool() ? try bytes.time() : nil
        if let knownFrom, alignedStart(knownFrom - size) != knownFrom - size { throw bytes.malformed }
        counters = try WindowCounters(from: &bytes)
        for _ in 0..<(try bytes.count()) {
            let start = try bytes.time()
            guard alignedStart(start) == start, panes.last.map({ $0.start < start }) ?? true else {
                throw bytes.malformed
            }
            panes.append(
                Pane(
                    start: start, latest: try bytes.time(), elements: try bytes.nonNegative(),
                    contents: try Contents(from: &bytes, empty: empty)))
        }
        // A reload may have lowered the limit.
        let excess = max(0, panes.count - maximumPanes)
        panes.removeFirst(excess)
        counters.cut += Int64(excess)
    }
}
