internal import Telemetry

/// Deadlines in the order in which they must be served: by due time, then by kind and rule, then by device.
///
/// A binary heap without cancellation. Each owner has at most one entry that counts: it keeps the due time of its entry
/// and ignores others, and asks again when an entry comes due too early.
struct TimerQueue: Sendable {
    enum Owner: UInt8, Sendable {
        /// A device's own clock comes first: what happens by the gateway's at the same instant is not before what the
        /// device's readings have come to.
        case eventTime
        case schedule, signal, `operator`, rule, actuator, group, summary, score
    }

    struct Entry: Sendable {
        var due: Instant
        var owner: Owner
        /// Index of the signal, operator, rule or summary in its template.
        var index: UInt32
        var device: UInt32

        func isBefore(_ other: Entry) -> Bool {
            if due != other.due { return due < other.due }
            if owner != other.owner { return owner.rawValue < other.owner.rawValue }
            if index != other.index { return index < other.index }
            return device < other.device
        }
    }

    private var heap: [Entry] = []

    var first: Entry? { heap.first }

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the first entry if it is due at `now`.
    mutating func popDue(at now: Instant) -> Entry? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }

    var count: Int { heap.count }

    /// Keeps what the closure says, and of equals one.
    mutating func keep(_ isKept: (Entry) -> Bool) {
        var kept: [Entry] = []
        for entry in heap.filter(isKept).sorted(by: { $0.isBefore($1) }) {
            if let last = kept.last, !last.isBefore(entry) { continue }
            kept.append(entry)
        }
        // In ascending order it is a heap.
        heap = kept
    }

    mutating func removeAll() {
        heap.removeAll(keepingCapacity: true)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].isBefore(heap[least]) { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

extension Instant {
    /// The earlier of those that there are.
    static func earlier(_ left: Instant?, _ right: Instant?) -> Instant? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}
