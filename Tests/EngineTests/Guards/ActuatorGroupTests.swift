import Engine
import Telemetry
import Testing

/// A group that is asked in one line, and answers in one word.
struct GroupRig {
    var group: ActuatorGroup

    init(_ settings: GroupSettings, now: Int64 = -1_000_000) {
        group = ActuatorGroup(settings: settings, now: Instant(milliseconds: now))
    }

    /// Asks for a start, and takes it when it is granted.
    mutating func start(_ member: Int, at time: Int64, priority: Int = 10, since: Int64 = 0, isAble: Bool = true)
        -> String
    {
        let now = Instant(milliseconds: time)
        let request = StartRequest(priority: priority, since: Instant(milliseconds: since), isAble: isAble)
        switch group.ask(member, request, now: now) {
        case .granted:
            group.note(member, value: true, now: now)
            return "on"
        case .denied(let denial, let retryAt):
            return denial.name + (retryAt.map { " \($0.milliseconds)" } ?? "")
        }
    }

    /// By default of a time that nobody knows.
    mutating func measure(_ member: Int, _ value: Double, at time: Int64? = nil) {
        group.measure(member, value, at: time.map { Instant(milliseconds: $0) } ?? .beforeAll)
    }

    mutating func stop(_ member: Int, at time: Int64) {
        group.note(member, value: false, now: Instant(milliseconds: time))
    }
}

@Suite struct ActuatorGroupTests {
    @Test("one start per span, of whichever member; exactly a span later is late enough")
    func startInterval() {
        var rig = GroupRig(GroupSettings(members: 3, oneStartPer: 30), now: 0)
        #expect(rig.start(0, at: 29) == "one_start_per 30", "unknown past: one started just now")
        #expect(rig.start(0, at: 30) == "on")
        #expect(rig.start(1, at: 59) == "one_start_per 60")
        #expect(rig.start(1, at: 60) == "on")
        rig.stop(0, at: 70)
        #expect(rig.start(2, at: 90) == "on")
    }

    @Test("power is reserved at command time: two that fit one by one, but not together, do not start together")
    func reservation() {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [18, 15])
        var rig = GroupRig(GroupSettings(members: 2, limit: limit))
        #expect(rig.start(0, at: 0) == "stale")
        rig.measure(0, 0)
        rig.measure(1, 0)
        #expect(rig.start(0, at: 1) == "on")
        #expect(rig.start(1, at: 1) == "limit", "what is measured is still nothing")
        rig.stop(0, at: 2)
        #expect(rig.start(1, at: 2) == "on")
    }

    @Test("while a member runs up, the larger of reserve and measured value counts; then what is measured from then on")
    func runUp() {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [18, 15], runUp: 100)
        var rig = GroupRig(GroupSettings(members: 2, limit: limit))
        rig.measure(0, 0)
        rig.measure(1, 0)
        _ = rig.start(0, at: 0)
        rig.measure(0, 12, at: 99)
        #expect(rig.start(1, at: 99) == "limit")
        #expect(rig.start(1, at: 100) == "limit", "nothing was measured since the run-up")
        rig.measure(0, 12, at: 100)
        #expect(rig.start(1, at: 100) == "on")
        rig.stop(1, at: 101)
        rig.measure(0, 16, at: 150)
        #expect(rig.start(1, at: 200) == "limit", "more is measured than was reserved")
    }

    @Test("the limit is inclusive, and a member that is off counts with what it still draws")
    func inclusive() {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [15, 15])
        var rig = GroupRig(GroupSettings(members: 2, limit: limit))
        rig.measure(0, 15)
        rig.measure(1, 0)
        #expect(rig.start(1, at: 0) == "on")
        rig.stop(1, at: 1)
        rig.measure(0, 15.5)
        #expect(rig.start(1, at: 2) == "limit")
    }

    @Test(
        "a stale value denies every start, or the reserve counts in its stead",
        arguments: GroupSettings.OnStale.allCases)
    func stale(policy: GroupSettings.OnStale) {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [10, 10, 15], runUp: 1, onStale: policy)
        var rig = GroupRig(GroupSettings(members: 3, limit: limit))
        rig.measure(0, .nan)
        rig.measure(1, 1)
        rig.measure(2, 1)
        switch policy {
        case .deny: #expect(rig.start(1, at: 0) == "stale")
        case .ignore:
            #expect(rig.start(0, at: 0) == "on")
            #expect(rig.start(1, at: 10) == "on")
            rig.measure(1, 6, at: 20)
            #expect(rig.start(2, at: 20) == "limit", "10 in the stead of the stale value, 6 measured")
            rig.measure(1, 5, at: 20)
            #expect(rig.start(2, at: 20) == "on")
        }
    }

    @Test("at most n are on")
    func atMost() {
        var rig = GroupRig(GroupSettings(members: 3, atMost: 2))
        #expect(rig.start(0, at: 0) == "on")
        #expect(rig.start(1, at: 0) == "on")
        #expect(rig.start(2, at: 0) == "at_most")
        rig.stop(0, at: 1)
        #expect(rig.start(2, at: 1) == "on")
    }

    @Test(
        "of mutually exclusive outputs one is on, and the dead time lies between two, also after a start of the service"
    )
    func exclusive() {
        var rig = GroupRig(GroupSettings(members: 2, isExclusive: true, deadTime: 50), now: 0)
        #expect(rig.start(0, at: 49) == "dead_time 50")
        #expect(rig.start(0, at: 50) == "on")
        #expect(rig.start(1, at: 51) == "exclusive")
        rig.stop(0, at: 60)
        #expect(rig.start(1, at: 109) == "dead_time 110")
        #expect(rig.start(1, at: 110) == "on")
        rig.stop(1, at: 120)
        #expect(rig.start(1, at: 120) == "on", "dead time lies between different outputs")
    }

    @Test("who waits is served by priority, then by time, then by the order of the file, whoever asks first")
    func queue() {
        var rig = GroupRig(GroupSettings(members: 4, oneStartPer: 10), now: 0)
        #expect(rig.start(3, at: 1, priority: 10, since: 1) == "one_start_per 10")
        #expect(rig.start(1, at: 2, priority: 10, since: 2) == "one_start_per 10")
        #expect(rig.start(0, at: 2, priority: 10, since: 2) == "one_start_per 10")
        #expect(rig.start(2, at: 3, priority: 4, since: 3) == "one_start_per 10")
        #expect(rig.group.waiting == [2, 3, 0, 1])
        #expect(rig.group.nextDeadline(now: Instant(milliseconds: 4)) == Instant(milliseconds: 10))
        #expect(rig.start(1, at: 10, since: 2) == "queue")
        var order: [Int] = []
        for time in [10, 20, 30, 40] as [Int64] {
            for member in rig.group.waiting.reversed() {
                let (priority, since) = [0: (10, 2), 1: (10, 2), 2: (4, 3), 3: (10, 1)][member]! as (Int, Int64)
                if rig.start(member, at: time, priority: priority, since: since) == "on" { order.append(member) }
            }
        }
        #expect(order == [2, 3, 0, 1])
    }

    @Test("a small member does not overtake a large one that waits for room")
    func noOvertaking() {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [18, 20, 5], onStale: .ignore)
        var rig = GroupRig(GroupSettings(members: 3, limit: limit))
        _ = rig.start(0, at: 0)
        #expect(rig.start(1, at: 1, since: 1) == "limit")
        #expect(rig.start(2, at: 2, since: 2) == "queue")
        rig.stop(0, at: 3)
        #expect(rig.start(2, at: 3, since: 2) == "queue")
        #expect(rig.start(1, at: 3, since: 1) == "on")
        #expect(rig.start(2, at: 3, since: 2) == "on")
    }

    @Test("one that can't start itself, or never could, keeps nobody waiting; one that gives up leaves the queue")
    func unable() {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [31, 5, 5], onStale: .ignore)
        var rig = GroupRig(GroupSettings(members: 3, limit: limit))
        #expect(rig.start(0, at: 0, priority: 1) == "limit")
        #expect(rig.start(1, at: 0, priority: 2, isAble: false) == "on", "it is asked, so it may")
        rig.stop(1, at: 1)
        rig.group.request(1, StartRequest(priority: 2, since: Instant(milliseconds: 0), isAble: false))
        #expect(rig.start(2, at: 1) == "on")
        rig.group.request(1, nil)
        rig.group.request(0, nil)
        #expect(rig.group.waiting.isEmpty)
    }

    @Test("damaged bytes are told, never trapped on")
    func damage() throws {
        let limit = GroupSettings.Limit(maximum: 30, reserves: [18, 15, 9], runUp: 100)
        let settings = GroupSettings(
            members: 3, oneStartPer: 10, limit: limit, atMost: 2, isExclusive: true, deadTime: 5)
        var rig = GroupRig(settings)
        for member in 0..<3 { rig.measure(member, 1) }
        _ = rig.start(0, at: 0)
        _ = rig.start(1, at: 1)
        var writer = ByteWriter()
        rig.group.write(to: &writer)
        for length in 0..<writer.bytes.count {
            var reader = ByteReader(writer.bytes[..<length])
            #expect(throws: MalformedBytes.self) { _ = try ActuatorGroup(from: &reader, settings: settings) }
        }
        for place in writer.bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = writer.bytes
                bytes[place] = byte
                var reader = ByteReader(bytes)
                // Many changes are still a group; none may trap, then or when it is used.
                guard var other = try? ActuatorGroup(from: &reader, settings: settings) else { continue }
                other.note(2, value: true, now: Instant(milliseconds: 5))
                _ = other.answer(1, now: Instant(milliseconds: 6))
            }
        }
    }
}
