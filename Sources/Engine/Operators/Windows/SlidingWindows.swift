internal import Telemetry

/// For every element, at its time t, what came in (t - size, t]. The elements are kept, a bounded number of them, and
/// gathered anew for every window.
struct SlidingWindows<Contents: WindowContents>: Sendable, Equatable {
    private struct Kept: Sendable, Equatable {
        var time: Int64
        var element: Contents.Element
    }

    private let size: Int64
    private let maximumElements: Int
    private let empty: Contents

    /// In order of time.
    private var kept: [Kept] = []
    /// The newest element's time.
    private var latest = -TimeBounds.greatest
    private(set) var counters = WindowCounters()

    init(size: Int64, maximumElements: Int, empty: Contents) {
        self.size = size
        self.maximumElements = maximumElements
        self.empty = empty
    }

    mutating func add(
        _ element: Contents.Element, at time: Int64, into closed: inout [ClosedWindow<Contents>]
    ) -> WindowAdmission {
        guard time >= latest else {
            counters.late += 1
            return .late
        }
        latest = time
        leave(through: time - size)
        if kept.count == maximumElements {
            kept.removeFirst()
            counters.cut += 1
        }
        kept.append(Kept(time: time, element: element))
        var contents = empty
        for kept in kept { contents.add(kept.element, at: Timestamp(milliseconds: kept.time)) }
        let now = Timestamp(milliseconds: time)
        closed.append(
            ClosedWindow(
                start: Timestamp(milliseconds: time - size), end: now, latest: now, due: now, isUpdate: false,
                contents: contents))
        return .taken
    }

    /// The clock was set. Where it went back behind what was taken, what came before is gone.
    mutating func restart(at time: Int64) {
        if kept.contains(where: { $0.time > time }) { kept.removeAll(keepingCapacity: true) }
        latest = time
    }

    /// The clock came to be known: elements came when they truly did.
    mutating func move(by distance: Int64) -> Bool {
        for index in kept.indices { kept[index].time += distance }
        latest = max(latest, -TimeBounds.greatest / 2) + distance
        return !kept.isEmpty
    }

    private mutating func leave(through time: Int64) {
        let gone = kept.prefix { $0.time <= time }.count
        if gone > 0 { kept.removeFirst(gone) }
    }

    func write(to bytes: inout ByteWriter) {
        bytes.signed(latest)
        counters.write(to: &bytes)
        bytes.count(kept.count)
        for kept in kept {
            bytes.signed(kept.time)
            Contents.write(kept.element, to: &bytes)
        }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        latest = try bytes.time()
        counters = try WindowCounters(from: &bytes)
        let count = try bytes.count()
        guard count <= maximumElements else { throw bytes.malformed }
        for _ in 0..<count {
            let time = try bytes.time()
            guard time <= latest, kept.last.map({ $0.time <= time }) ?? true else { throw bytes.malformed }
            kept.append(Kept(time: time, element: try Contents.element(from: &bytes, for: empty)))
        }
    }
}
