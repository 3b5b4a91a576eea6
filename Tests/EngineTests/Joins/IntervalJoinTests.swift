import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Interval joins against pairs counted one by one, on random traces whose times collide.
@Suite struct IntervalJoinTests {
    struct Step: CustomStringConvertible {
        var now: Int64
        var left: Bool
        var right: Bool
        var key: PatternKey

        var description: String { "\(now) \(left ? "left " : "")\(right ? "right " : "")\(key)" }
    }

    static func random(_ generator: inout SeededGenerator) -> (IntervalJoin.Settings, [Step]) {
        let bounds = [Int64.random(in: -8...8, using: &generator), Int64.random(in: -8...8, using: &generator)].sorted()
        let outcome = IntervalJoin.Outcome.allCases.randomElement(using: &generator) ?? .pairs
        var now: Int64 = 0
        let steps = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            now += Int64.random(in: 0...5, using: &generator)
            let side = Int.random(in: 0..<4, using: &generator)
            return Step(
                now: now, left: side == 0 || side == 2, right: side == 1 || side == 2,
                key: .number(UInt64.random(in: 0..<3, using: &generator)))
        }
        return (IntervalJoin.Settings(lower: bounds[0], upper: bounds[1], tells: outcome), steps)
    }

    /// When something is told, an entry each, from the definition alone.
    static func naive(_ settings: IntervalJoin.Settings, _ steps: [Step], until end: Int64) -> [Int64] {
        let lefts = steps.filter(\.left)
        let rights = steps.filter(\.right)
        func fit(_ left: Step, _ right: Step) -> Bool {
            left.key == right.key && (settings.lower...settings.upper).contains(right.now - left.now)
        }
        var told: [Int64] = []
        if settings.tells == .pairs {
            for left in lefts { told += rights.filter { fit(left, $0) }.map { max(left.now, $0.now) } }
        }
        if settings.tells == .left || settings.tells == .both {
            for left in lefts where !rights.contains(where: { fit(left, $0) }) {
                told.append(max(left.now, left.now + settings.upper + 1))
            }
        }
        if settings.tells == .right || settings.tells == .both {
            for right in rights where !lefts.contains(where: { fit($0, right) }) {
                told.append(max(right.now, right.now - settings.lower + 1))
            }
        }
        return told.filter { $0 <= end }.sorted()
    }

    /// The same from the operator, which is asked whenever it wants to be, and taken down to bytes after every step.
    static func run(_ settings: IntervalJoin.Settings, _ steps: [Step], until end: Int64) throws -> [Int64] {
        var join = IntervalJoin(settings)
        var told: [Int64] = []
        func pass(to now: Int64) throws {
            while let due = join.nextDeadline, due.milliseconds <= now {
                told += Array(repeating: due.milliseconds, count: join.advance(to: due))
            }
            var bytes = ByteWriter()
            join.write(to: &bytes)
            var reader = ByteReader(bytes.bytes)
            let read = try IntervalJoin(from: &reader, settings: settings)
            guard read == join, reader.isAtEnd else { throw MalformedBytes(offset: 0) }
            join = read
        }
        for step in steps {
            try pass(to: step.now)
            let count = join.observe(
                left: step.left, right: step.right, key: step.key, now: Instant(milliseconds: step.now))
            told += Array(repeating: step.now, count: count)
        }
        try pass(to: end)
        return told.sorted()
    }

    @Test("every pair within the interval is found once, and every event that stays alone")
    func pairs() {
        var told = 0
        OperatorCampaign.run("interval join", make: Self.random) { settings, steps in
            let end: Int64 = 1000
            let expected = Self.naive(settings, steps, until: end)
            told += expected.count
            let found = try Self.run(settings, steps, until: end)
            return found == expected ? nil : "found \(found), expected \(expected)"
        }
        #expect(told > 100, "the control: something is told")
    }

    @Test("of too many events the oldest goes, and is counted")
    func bounds() {
        var join = IntervalJoin(
            IntervalJoin.Settings(lower: 0, upper: 1000, maximumOfKey: 2, maximum: 3))
        func left(_ key: String, at now: Int64) {
            _ = join.observe(left: true, right: false, key: .text(key), now: Instant(milliseconds: now))
        }
        for now in 1...3 { left("a", at: Int64(now)) }
        #expect(join.lefts.entries.map(\.time.milliseconds) == [2, 3])
        #expect(join.dropped == 1)
        left("b", at: 4)
        left("c", at: 5)
        #expect(join.lefts.entries.map(\.time.milliseconds) == [3, 4, 5])
        #expect(join.dropped == 2)
    }
}
