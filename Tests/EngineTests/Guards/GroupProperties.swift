import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct GroupProperties {
    private static func settings(_ random: inout SeededGenerator) -> GroupSettings {
        let members = Int.random(in: 1...4, using: &random)
        var limit: GroupSettings.Limit?
        if random.chance(0.6) {
            limit = GroupSettings.Limit(
                maximum: 10, reserves: (0..<members).map { _ in random.pick([1, 3, 6, 9, 11]) },
                runUp: random.chance(0.5) ? random.pick([1, 4, 9]) : nil, onStale: random.pick([.deny, .ignore]))
        }
        return GroupSettings(
            members: members, oneStartPer: random.pick([0, 0, 3, 10]), limit: limit,
            atMost: random.chance(0.3) ? Int.random(in: 1...members, using: &random) : nil,
            isExclusive: random.chance(0.2), deadTime: random.pick([0, 0, 4]))
    }

    @Test(
        "a group agrees with a reference that looks at all that was told, whoever asks first, and restored after every step"
    )
    func naive() throws {
        try RandomRuns.run("groups against the naive reference") { random in
            let settings = Self.settings(&random)
            var naive = NaiveGroup(settings)
            var group = ActuatorGroup(settings: settings, now: Instant(milliseconds: 0))
            var words = "\(settings)\n"
            var time: Int64 = 0
            for _ in 0..<60 {
                time += random.pick([0, 1, 2, 5])
                let now = Instant(milliseconds: time)
                for member in 0..<settings.members where random.chance(0.3) {
                    let value: Double? = random.chance(0.9) ? random.pick([0, 1, 2, 5, 8]) : nil
                    let age = random.chance(0.8) ? Int64(0) : random.pick([1, 3, 9])
                    naive.measured[member] = value
                    naive.measuredAt[member] = time - age
                    group.measure(member, value, at: Instant(milliseconds: time - age))
                    words += "\(time): \(member) measures \(String(describing: value)) of \(age) ms ago\n"
                }
                for member in (0..<settings.members).shuffled(using: &random) where random.chance(0.4) {
                    if naive.isOn(member) {
                        naive.tell(member, false, at: time)
                        group.note(member, value: false, now: now)
                        words += "\(time): \(member) off\n"
                        continue
                    }
                    let since = Instant(milliseconds: time - random.pick([0, 0, 3]))
                    let request = StartRequest(
                        priority: random.pick([1, 10]), since: since, isAble: random.chance(0.8))
                    naive.requests[member] = random.chance(0.8) ? request : nil
                    group.request(member, naive.requests[member])
                    words += "\(time): \(member) wants \(String(describing: naive.requests[member]))\n"
                }
                for member in (0..<settings.members).shuffled(using: &random) where naive.requests[member] != nil {
                    let expected = naive.answer(member, at: time)
                    let found: String
                    switch group.answer(member, now: now) {
                    case .granted: found = "granted"
                    case .denied(let denial, let retryAt):
                        found = denial.name
                        if let retryAt, retryAt <= now { return words + "\(time): to be asked again in the past" }
                    }
                    guard expected == found else { return words + "\(time): \(member) \(expected), not \(found)" }
                    if found == "granted", random.chance(0.9) {
                        naive.tell(member, true, at: time)
                        group.note(member, value: true, now: now)
                        words += "\(time): \(member) on\n"
                    }
                }
                var writer = ByteWriter()
                group.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                let restored = try ActuatorGroup(from: &reader, settings: settings)
                guard restored == group, reader.isAtEnd else { return words + "the snapshot at \(time) differs" }
            }
            return nil
        }
    }

    @Test(
        "guards and groups together: never two exclusive ones, never above the sum, never a start too many; everyone gets a turn"
    )
    func together() {
        RandomRuns.run("guards and groups together") { random in
            let settings = Self.settings(&random)
            var group = ActuatorGroup(settings: settings, now: Instant(milliseconds: 0))
            let guards = GuardSettings(
                safe: false, minOn: random.pick([0, 3]), minOff: random.pick([0, 5]), maxOn: 20)
            var members = [ActuatorGuard](
                repeating: ActuatorGuard(settings: guards, now: Instant(milliseconds: 0)), count: settings.members)
            var since = [Instant?](repeating: nil, count: settings.members)
            var turns = [Int](repeating: 0, count: settings.members)
            var lastStart: Int64 = 0
            var offAt = [Int64](repeating: 0, count: settings.members)
            for member in 0..<settings.members { group.measure(member, 0, at: .beforeAll) }
            let order = (0..<settings.members).shuffled(using: &random)
            for time in 0..<800 as Range<Int64> {
                let now = Instant(milliseconds: time)
                // Everyone wants to run always, but pauses after each run, as max_on demands.
                let inputs = (0..<settings.members).map { member -> GuardInputs in
                    if members[member].denied == .maxOn {
                        since[member] = nil
                    } else {
                        since[member] = since[member] ?? now
                    }
                    return GuardInputs(
                        winner: since[member].map { Claim(origin: .rule(member), value: true, since: $0) })
                }
                for member in order { group.request(member, members[member].startRequest(inputs[member], now: now)) }
                for member in order {
                    let answer = group.answer(member, now: now)
                    let decision = members[member].decide(inputs[member], group: answer, now: now)
                    guard decision.isChange else { continue }
                    if decision.value {
                        turns[member] += 1
                        if time - lastStart < settings.oneStartPer { return "\(settings)\n\(time): too soon" }
                        let isDead = (0..<settings.members).contains {
                            $0 != member && !group.isOn($0) && time - offAt[$0] < settings.deadTime
                        }
                        if isDead { return "\(settings)\n\(time): within the dead time" }
                        lastStart = time
                    } else {
                        offAt[member] = time
                    }
                    group.note(member, value: decision.value, now: now)
                    group.measure(member, decision.value ? settings.limit?.reserves[member] ?? 1 : 0, at: now)
                }
                let on = (0..<settings.members).filter { members[$0].value }
                if let most = settings.atMost, on.count > most { return "\(settings)\n\(time): too many" }
                if settings.isExclusive, on.count > 1 { return "\(settings)\n\(time): not exclusive" }
                if let limit = settings.limit, on.map({ limit.reserves[$0] }).reduce(0, +) > limit.maximum {
                    return "\(settings)\n\(time): above the limit"
                }
            }
            let most = settings.limit?.maximum ?? .infinity
            let starved = turns.indices.filter { turns[$0] == 0 && settings.limit?.reserves[$0] ?? 0 <= most }
            return starved.isEmpty ? nil : "\(settings)\nstarved: \(starved) of \(turns)"
        }
    }
}
