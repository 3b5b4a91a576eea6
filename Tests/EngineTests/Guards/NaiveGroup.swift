import Engine

/// A group's answers the slow way: from the list of all that was told to its members.
struct NaiveGroup {
    let settings: GroupSettings
    var told: [(time: Int64, member: Int, value: Bool)] = []
    var measured: [Double?]
    /// When; nil where nobody knows.
    var measuredAt: [Int64?]
    var requests: [Int: StartRequest] = [:]
    /// Since when it has been watched.
    private let created: Int64

    init(_ settings: GroupSettings, created: Int64 = 0) {
        self.settings = settings
        self.created = created
        measured = [Double?](repeating: nil, count: settings.members)
        measuredAt = [Int64?](repeating: nil, count: settings.members)
    }

    func isOn(_ member: Int) -> Bool { told.last { $0.member == member }?.value ?? false }
    private func changed(_ member: Int) -> Int64 { told.last { $0.member == member }?.time ?? created }

    mutating func tell(_ member: Int, _ value: Bool, at time: Int64) {
        guard isOn(member) != value else { return }
        told.append((time, member, value))
        if value { requests[member] = nil }
    }

    func answer(_ member: Int, at time: Int64) -> String {
        if isOn(member) { return "granted" }
        if let obstacle = obstacle(member, at: time) { return obstacle }
        return waiting.first { $0 == member || isAble($0) } == member ? "granted" : "queue"
    }

    /// Those that wait, in the order in which they are served.
    var waiting: [Int] {
        requests.sorted {
            ($0.value.priority, $0.value.since, $0.key) < ($1.value.priority, $1.value.since, $1.key)
        }.map(\.key)
    }

    /// The first of those that can start.
    var served: Int? { waiting.first(where: isAble) }

    private func isAble(_ member: Int) -> Bool {
        (requests[member]?.isAble ?? false) && (settings.limit.map { $0.reserves[member] <= $0.maximum } ?? true)
    }

    /// What stands against a start, whoever else waits.
    func obstacle(_ member: Int, at time: Int64) -> String? {
        let others = (0..<settings.members).filter { $0 != member }
        // Asked of the millisecond before, too, when what is told now was not told yet.
        if settings.oneStartPer > 0, time - (told.last { $0.value }?.time ?? created) < settings.oneStartPer {
            return "one_start_per"
        }
        if let limit = settings.limit {
            if limit.onStale == .deny, measured.contains(where: { $0 == nil }) { return "stale" }
            var sum = max(limit.reserves[member], measured[member] ?? 0)
            for other in others {
                let isOld = limit.runUp.map { runUp in
                    measuredAt[other].map { $0 - changed(other) >= runUp } ?? false
                }
                let isNew = !(isOld ?? false)
                switch (isOn(other), isNew) {
                case (false, _): sum += measured[other] ?? 0
                case (true, true): sum += max(limit.reserves[other], measured[other] ?? 0)
                case (true, false): sum += measured[other] ?? limit.reserves[other]
                }
            }
            if sum > limit.maximum { return "limit" }
        }
        if let most = settings.atMost, others.filter(isOn).count >= most { return "at_most" }
        if settings.isExclusive, others.contains(where: isOn) { return "exclusive" }
        if settings.deadTime > 0, others.contains(where: { !isOn($0) && time - changed($0) < settings.deadTime }) {
            return "dead_time"
        }
        return nil
    }
}
