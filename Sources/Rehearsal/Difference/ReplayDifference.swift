/// What two replays of the same past say differently, by what was said and not by the order of lines.
///
/// Of each rule, actuator and summary of a device, what was said at the same time belongs together. What is left belongs
/// together in the order of time where it is no further apart than the tolerance: the same thing, earlier or later.
public struct ReplayDifference: Sendable {
    public enum Change: Sendable {
        case onlyBefore(Said)
        case onlyAfter(Said)
        /// Said on both sides, with another time or other contents.
        case changed(Said, Said)

        /// When it was said first.
        var time: Int64 {
            switch self {
            case .onlyBefore(let said), .onlyAfter(let said): said.time
            case .changed(let before, let after): min(before.time, after.time)
            }
        }

        var key: Said.Key {
            switch self {
            case .onlyBefore(let said), .onlyAfter(let said), .changed(let said, _): said.key
            }
        }
    }

    /// A rule, actuator or summary over all devices.
    public struct Row: Sendable, Equatable {
        public let kind: String
        public let name: String
        public let state: String
        public var before = 0
        public var after = 0
        public var onlyBefore = 0
        public var onlyAfter = 0
        public var changed = 0
    }

    /// In the order of time.
    public private(set) var changes: [Change] = []
    /// In the order of kind and name.
    public private(set) var rows: [Row] = []

    public var isEmpty: Bool { changes.isEmpty }

    /// - Parameters:
    ///   - before, after: in any order; what was said at the same time, in the order in which it was said.
    ///   - tolerance: milliseconds by which the same thing may be earlier or later.
    public init(from before: [Said], to after: [Said], tolerance: Int64) {
        let former = Dictionary(grouping: before, by: \.key).mapValues(ReplayDifference.inOrderOfTime)
        let present = Dictionary(grouping: after, by: \.key).mapValues(ReplayDifference.inOrderOfTime)
        for key in Set(former.keys).union(present.keys).sorted() {
            let (one, other) = (former[key] ?? [], present[key] ?? [])
            let found = ReplayDifference.compare(one, other, tolerance: tolerance)
            changes += found
            note(key, one.count, other.count, found)
        }
        changes = changes.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Swift's sort promises nothing about equals: the position keeps their order.
    private static func inOrderOfTime(_ said: [Said]) -> [Said] {
        said.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    private mutating func note(_ key: Said.Key, _ before: Int, _ after: Int, _ found: [Change]) {
        if rows.last.map({ $0.kind != key.kind || $0.name != key.name || $0.state != key.state }) ?? true {
            rows.append(Row(kind: key.kind, name: key.name, state: key.state))
        }
        let last = rows.count - 1
        rows[last].before += before
        rows[last].after += after
        for change in found {
            switch change {
            case .onlyBefore: rows[last].onlyBefore += 1
            case .onlyAfter: rows[last].onlyAfter += 1
            case .changed: rows[last].changed += 1
            }
        }
    }

    /// What was said of one key on both sides.
    private static func compare(_ before: [Said], _ after: [Said], tolerance: Int64) -> [Change] {
        var changes: [Change] = []
        var rest: (before: [Said], after: [Said]) = ([], [])
        merge(before, after, within: 0) { one, other in
            switch (one, other) {
            case (let one?, let other?): if !one.changes(to: other).isEmpty { changes.append(.changed(one, other)) }
            case (let one?, nil): rest.before.append(one)
            case (nil, let other?): rest.after.append(other)
            case (nil, nil): break
            }
        }
        merge(rest.before, rest.after, within: tolerance) { one, other in
            switch (one, other) {
            case (let one?, let other?): changes.append(.changed(one, other))
            case (let one?, nil): changes.append(.onlyBefore(one))
            case (nil, let other?): changes.append(.onlyAfter(other))
            case (nil, nil): break
            }
        }
        return changes
    }

    /// Walks both in the order of time, and hands over those together that are no further apart than `tolerance`.
    private static func merge(
        _ before: [Said], _ after: [Said], within tolerance: Int64, _ body: (Said?, Said?) -> Void
    ) {
        var (one, other) = (0, 0)
        while one < before.count || other < after.count {
            if one == before.count {
                body(nil, after[other])
                other += 1
            } else if other == after.count || before[one].time < after[other].time - tolerance {
                body(before[one], nil)
                one += 1
            } else if after[other].time < before[one].time - tolerance {
                body(nil, after[other])
                other += 1
            } else {
                body(before[one], after[other])
                one += 1
                other += 1
            }
        }
    }
}
