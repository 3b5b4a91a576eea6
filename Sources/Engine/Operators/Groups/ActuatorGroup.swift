public import Telemetry

/// Lets the members of a group start one after the other, within what they may take together.
///
/// A group gates starts only: it never turns a member off, and has no say about a member that goes to its safe value.
/// What a member takes counts from the moment it is told to start, before any feedback. Those that can't start yet
/// queue: the best priority first, then who has wanted it longest, then the order of the file; only the first of those
/// that are able to start may, so that a small member never overtakes a large one for good.
///
/// Use: `measure` whenever a measured value changes or turns stale; `request` for all members that want something at an
/// instant, then for each `answer`, then `note` what it was told, at once. After a change ask again for `waiting`.
public struct ActuatorGroup: Sendable, Equatable {
    private struct Member: Sendable, Equatable {
        /// What it was told last.
        var isOn = false
        /// When.
        var since: Instant
        /// The measured value; nil when missing or stale.
        var measured: Double?
        /// When it came; `beforeAll` where nobody knows.
        var measuredAt = Instant.beforeAll
    }

    private struct Waiting: Sendable, Equatable {
        var member: Int
        var request: StartRequest

        func isBefore(_ other: Waiting) -> Bool {
            if request.priority != other.request.priority { return request.priority < other.request.priority }
            if request.since != other.request.since { return request.since < other.request.since }
            return member < other.member
        }
    }

    public let settings: GroupSettings
    private var members: [Member]
    /// The last start of any member.
    private var lastStart: Instant
    /// Sorted: the first is served first.
    private var queue: [Waiting] = []

    /// A group that knows nothing of the past: all members are off, and one was switched just now.
    public init(settings: GroupSettings, now: Instant) {
        self.settings = settings
        members = [Member](repeating: Member(since: now), count: settings.members)
        lastStart = now
        queue.reserveCapacity(settings.members)
    }

    /// The members that wait for their start, in the order in which they will be served.
    public var waiting: [Int] { queue.map(\.member) }

    public func isOn(_ member: Int) -> Bool { members[member].isOn }

    /// Takes a member's measured value; nil when it is missing or stale. What is no number is missing.
    ///
    /// - Parameter at: when it came, the same value as before or another; `beforeAll` where it may be of any age.
    public mutating func measure(_ member: Int, _ value: Double?, at: Instant) {
        members[member].measured = value.flatMap { $0.isFinite ? $0 : nil }
        members[member].measuredAt = at
    }

    /// Takes or renews a member's place in the queue; nil gives it up.
    public mutating func request(_ member: Int, _ request: StartRequest?) {
        queue.removeAll { $0.member == member }
        guard let request, !members[member].isOn else { return }
        let waiting = Waiting(member: member, request: request)
        queue.insert(waiting, at: queue.firstIndex(where: waiting.isBefore) ?? queue.endIndex)
    }

    /// Whether the member may be told to start at this instant.
    public func answer(_ member: Int, now: Instant) -> GroupAnswer {
        if members[member].isOn { return .granted }
        if let denial = obstacle(member, now: now) { return denial }
        let first = queue.first { $0.member == member || ($0.request.isAble && isPossible($0.member)) }
        guard let first, first.member != member else { return .granted }
        return .denied(.queue, retryAt: nil)
    }

    /// Who waits before the member for the same; nil where nobody does.
    public func front(of member: Int) -> Int? {
        let first = queue.first { $0.member == member || ($0.request.isAble && isPossible($0.member)) }
        return first.flatMap { $0.member == member ? nil : $0.member }
    }

    /// The member that is most in the way of another one's start, for people; nil where it is none or all of them.
    public func hindrance(of member: Int, _ denial: GroupDenial) -> Int? {
        let others = members.indices.filter { $0 != member }
        switch denial {
        case .queue, .startInterval, .count: return nil
        case .stale: return members.firstIndex { $0.measured == nil }
        case .exclusive: return others.first { members[$0].isOn }
        case .deadTime: return others.filter { !members[$0].isOn }.max { members[$0].since < members[$1].since }
        case .limit:
            guard let limit = settings.limit else { return nil }
            return others.max { load(of: $0, limit) < load(of: $1, limit) }
        }
    }

    /// `request` and `answer` in one, where members ask one by one.
    public mutating func ask(_ member: Int, _ request: StartRequest?, now: Instant) -> GroupAnswer {
        self.request(member, request)
        return request == nil ? .granted : answer(member, now: now)
    }

    /// Takes what a member was told, whether or not the group was asked.
    public mutating func note(_ member: Int, value: Bool, now: Instant) {
        guard members[member].isOn != value else { return }
        members[member].isOn = value
        members[member].since = now
        guard value else { return }
        lastStart = now
        queue.removeAll { $0.member == member }
    }

    /// The member whose turn it is: the first of those that are able to start. Where another one's comes, those that wait
    /// are to be asked again.
    public var served: Int? { queue.first { $0.request.isAble && isPossible($0.member) }?.member }

    /// Whether nothing stands against the start of the member whose turn it is.
    public func isFree(now: Instant) -> Bool { served.map { obstacle($0, now: now) == nil } ?? false }

    /// When to ask again for the members that wait, even if nothing changes.
    public func nextDeadline(now: Instant) -> Instant? {
        guard let served, case .denied(_, let retryAt) = obstacle(served, now: now) else { return nil }
        return retryAt
    }
}

extension ActuatorGroup {
    /// What stands against a start, whoever else waits.
    private func obstacle(_ member: Int, now: Instant) -> GroupAnswer? {
        let free = lastStart.advanced(by: settings.oneStartPer)
        if now < free { return .denied(.startInterval, retryAt: free) }
        if let denial = limitDenial(member) { return denial }
        if let most = settings.atMost, members.count(where: \.isOn) >= most { return .denied(.count, retryAt: nil) }
        if settings.isExclusive, members.contains(where: \.isOn) { return .denied(.exclusive, retryAt: nil) }
        return deadTime(member, now: now)
    }

    private func deadTime(_ member: Int, now: Instant) -> GroupAnswer? {
        guard settings.deadTime > 0 else { return nil }
        var end: Instant?
        for other in members.indices where other != member && !members[other].isOn {
            let free = members[other].since.advanced(by: settings.deadTime)
            if now < free { end = end.map { max($0, free) } ?? free }
        }
        return end.map { .denied(.deadTime, retryAt: $0) }
    }

    private func limitDenial(_ member: Int) -> GroupAnswer? {
        guard let limit = settings.limit else { return nil }
        if limit.onStale == .deny, members.contains(where: { $0.measured == nil }) {
            return .denied(.stale, retryAt: nil)
        }
        var sum = max(limit.reserves[member], members[member].measured ?? 0)
        for other in members.indices where other != member { sum += load(of: other, limit) }
        // The passing of time changes none of the loads: that a run-up is over shows with the next measured value.
        return sum <= limit.maximum ? nil : .denied(.limit, retryAt: nil)
    }

    /// What a member counts for at present. What was measured before the end of its run-up says nothing of the load to
    /// come, however long ago that end was.
    private func load(of member: Int, _ limit: GroupSettings.Limit) -> Double {
        let present = members[member]
        guard present.isOn else { return present.measured ?? 0 }
        guard let measured = present.measured else { return limit.reserves[member] }
        if let runUp = limit.runUp, present.measuredAt >= present.since.advanced(by: runUp) { return measured }
        return max(limit.reserves[member], measured)
    }

    /// Whether the member could ever start; one that can't keeps nobody waiting.
    private func isPossible(_ member: Int) -> Bool {
        settings.limit.map { $0.reserves[member] <= $0.maximum } ?? true
    }
}

extension ActuatorGroup {
    public func write(to bytes: inout ByteWriter) {
        bytes.count(members.count)
        for member in members {
            bytes.bool(member.isOn)
            bytes.instant(member.since)
            bytes.bool(member.measured != nil)
            if let measured = member.measured { bytes.double(measured) }
            bytes.instant(member.measuredAt)
        }
        bytes.instant(lastStart)
        bytes.count(queue.count)
        for waiting in queue {
            bytes.count(waiting.member)
            bytes.unsigned(UInt64(clamping: waiting.request.priority))
            bytes.instant(waiting.request.since)
            bytes.bool(waiting.request.isAble)
        }
    }

    /// - Parameter settings: the group as it is now; nil where there is none any more, and the state is read to be forgotten.
    public init(from bytes: inout ByteReader, settings: GroupSettings?) throws(MalformedBytes) {
        let count = try bytes.count()
        let settings = settings ?? GroupSettings(members: max(1, count))
        self.init(settings: settings, now: Instant(milliseconds: 0))
        guard count == settings.members else { throw bytes.malformed }
        for member in members.indices {
            members[member].isOn = try bytes.bool()
            members[member].since = try bytes.instant()
            let measured = try bytes.bool() ? try bytes.double() : nil
            measure(member, measured, at: try bytes.instant())
        }
        lastStart = try bytes.instant()
        for _ in 0..<(try bytes.count()) {
            let member = try bytes.index()
            guard member < settings.members else { throw bytes.malformed }
            let priority = try bytes.index()
            let since = try bytes.instant()
            request(member, StartRequest(priority: priority, since: since, isAble: try bytes.bool()))
        }
    }
}
