import Engine

/// A group's answers the slow way: from the list of all that was told to its members.
struct NaiveGroup {
    let settings: GroupSettings
    var told: [(time: Int64, member: Int, value: Bool)] = []
    var measured: [Double?]
    var requests: [Int: StartRequest] = [:]

    init(_ settings: GroupSettings) {
        self.settings = settings
        measured = [Double?](repeating: nil, count: settings.members)
    }

    func isOn(_ member: Int) -> Bool { told.last { $0.member == member }?.value ?? false }
    private func changed(_ member: Int) -> Int64 { told.last { $0.member == member }?.time ?? 0 }

    mutating func tell(_ member: Int, _ value: Bool, at time: Int64) {
        guard isOn(member) != value else { return }
        told.append((time, member, value))
        if value { requests[member] = nil }
    }

    func answer(_ member: Int, at time: Int64) -> String {
        let others = (0..<settings.members).filter { $0 != member }
        if isOn(member) { return "granted" }
        if time - (told.last { $0.value }?.time ?? 0) < settings.oneStartPer { return "one_start_per" }
        if let limit = settings.limit {
            if limit.onStale == .deny, measured.contains(where: { $0 == nil }) { return "stale" }
            var sum = max(limit.reserves[member], measured[member] ?? 0)
            for other in others {
                let isNew = limit.runUp.map { time - changed(other) < $0 } ?? true
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
        if others.contains(where: { !isOn($0) && time - changed($0) < settings.deadTime }) { return "dead_time" }
        let able = requests.filter { candidate, request in
            candidate == member
                || (request.isAble && (settings.limit.map { $0.reserves[candidate] <= $0.maximum } ?? true))
        }
        let ranked = able.sorted {
            ($0.value.priority, $0.value.since, $0.key) < ($1.value.priority, $1.value.since, $1.key)
        }
        return ranked.first?.key == member ? "granted" : "queue"
    }
}
