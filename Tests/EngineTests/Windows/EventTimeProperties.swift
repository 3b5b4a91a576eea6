import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct EventTimeProperties {
    private struct Number: EventTimeElement {
        var number: Int

        init(_ number: Int) { self.number = number }
        func write(to bytes: inout ByteWriter) { bytes.count(number) }
        init(from bytes: inout ByteReader) throws(MalformedBytes) { number = try bytes.index() }
    }

    private struct Step: CustomStringConvertible {
        var now: Int64
        /// The reading's own time; nil when only time passes.
        var time: Int64?

        var description: String { "now \(now)" + (time.map { ", reading of \($0)" } ?? "") }
    }

    private static let wallOffset: Int64 = 1_000_000

    private static func make(using generator: inout SeededGenerator) -> (EventTimeSettings, [Step]) {
        func random(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &generator) }
        let settings = EventTimeSettings(
            maximumDelayMilliseconds: random(0...10), idleAfterMilliseconds: random(1...20),
            maximumCount: random(0...2) == 0 ? Int(random(1...4)) : 4096)
        var now: Int64 = 0
        let steps = (0..<40).map { _ in
            now += random(0...1) == 0 ? random(0...3) : random(0...30)
            return Step(now: now, time: random(0...3) == 0 ? nil : now + wallOffset - random(0...16))
        }
        return (settings, steps)
    }

    private static func run(
        _ settings: EventTimeSettings, _ steps: [Step], restores: Bool = false, ticks: Bool = false
    ) throws -> [String] {
        var buffer = EventTimeBuffer<Number>(settings)
        var said: [String] = []
        for (index, step) in steps.enumerated() {
            var released: [EventTimeBuffer<Number>.Released] = []
            if ticks {
                while let due = buffer.nextDeadline(wallOffset: wallOffset), due.milliseconds <= step.now {
                    buffer.advance(to: due, wallOffset: wallOffset, into: &released)
                }
            }
            let now = Instant(milliseconds: step.now)
            if let time = step.time {
                let outcome = buffer.add(
                    Number(index), time: Timestamp(milliseconds: time), now: now, wallOffset: wallOffset,
                    into: &released)
                said += released.map { "\($0.element.number)" }
                if outcome == .late { said.append("\(index) late") }
            } else {
                buffer.advance(to: now, wallOffset: wallOffset, into: &released)
                said += released.map { "\($0.element.number)" }
            }
            said.append("watermark \(buffer.watermark.map { "\($0.milliseconds)" } ?? "-")")
            guard restores else { continue }
            var writer = ByteWriter()
            buffer.write(to: &writer)
            var reader = ByteReader(writer.bytes)
            buffer = try EventTimeBuffer(from: &reader, settings: settings)
            if !reader.isAtEnd { said.append("bytes are left over") }
        }
        return said
    }

    /// By the rules, with a list that is sorted anew each time.
    private static func naive(_ settings: EventTimeSettings, _ steps: [Step]) -> [String] {
        var said: [String] = []
        var waiting: [(time: Int64, number: Int)] = []
        var seen: [Int64] = []
        var lastArrival: Int64 = 0
        var watermark = Int64.min
        func limit(_ now: Int64) -> Int64 {
            var limit = (seen.max() ?? 0) - settings.maximumDelayMilliseconds
            if now - lastArrival >= settings.idleAfterMilliseconds {
                limit = max(limit, now + wallOffset - settings.maximumDelayMilliseconds)
            }
            return limit
        }
        func release(_ now: Int64) {
            guard !seen.isEmpty else { return }
            watermark = max(watermark, limit(now))
            let ready = waiting.filter { $0.time <= limit(now) }.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
            waiting = waiting.filter { $0.time > limit(now) }
            said += ready.map { "\($0.number)" }
        }
        for (index, step) in steps.enumerated() {
            release(step.now)
            if let time = step.time {
                lastArrival = step.now
                if let greatest = seen.max(), time < greatest - settings.maximumDelayMilliseconds {
                    said.append("\(index) late")
                } else {
                    seen.append(time)
                    waiting.append((time, index))
                    if waiting.count > settings.maximumCount,
                        let oldest = waiting.min(by: { ($0.time, $0.number) < ($1.time, $1.number) })
                    {
                        waiting.removeAll { $0.number == oldest.number }
                        said.append("\(oldest.number)")
                    }
                    release(step.now)
                }
            }
            said.append("watermark \(seen.isEmpty ? "-" : "\(watermark)")")
        }
        return said
    }

    @Test("readings come out by the rules of event time")
    func reference() {
        OperatorCampaign.run("event time and its reference", make: Self.make) { settings, steps in
            Campaign.difference(Self.naive(settings, steps), try Self.run(settings, steps))
        }
    }

    @Test("restored after every reading, and asked at every deadline, the order is the same")
    func snapshots() {
        OperatorCampaign.run("event time restored", make: Self.make) { settings, steps in
            let whole = try Self.run(settings, steps)
            return try Campaign.difference(whole, Self.run(settings, steps, restores: true))
                ?? Campaign.difference(whole, Self.run(settings, steps, ticks: true))
        }
    }

    @Test("reordering within the maximum delay changes nothing of what comes out")
    func reordering() {
        OperatorCampaign.run("event time reordered") { generator in
            var time: Int64 = 0
            let steps = (0..<40).map { _ -> Step in
                time += Int64.random(in: 0...5, using: &generator)
                return Step(now: 0, time: time)
            }
            return (generator.next(), steps)
        } property: { seed, steps in
            var generator = SeededGenerator(seed)
            let settings = EventTimeSettings(maximumDelayMilliseconds: 10, idleAfterMilliseconds: 1000)
            // Each reading is late by less than the delay.
            let arrivals = steps.map { ($0.time ?? 0) + Int64.random(in: 0...10, using: &generator) }
            let order = steps.indices.sorted { (arrivals[$0], $0) < (arrivals[$1], $1) }
            func times(_ order: [Int]) -> [Int64] {
                var buffer = EventTimeBuffer<Number>(settings)
                var released: [EventTimeBuffer<Number>.Released] = []
                for index in order {
                    _ = buffer.add(
                        Number(index), time: Timestamp(milliseconds: steps[index].time ?? 0),
                        now: Instant(milliseconds: 0), wallOffset: 0, into: &released)
                }
                buffer.advance(to: Instant(milliseconds: 5000), wallOffset: 0, into: &released)
                return released.map(\.time.milliseconds) + [buffer.late]
            }
            let (expected, found) = (times(Array(steps.indices)), times(order))
            return expected == found ? nil : "\(expected)\n\(found)"
        }
    }

    @Test("silence holds nothing back: the deadline says when the oldest reading is released")
    func silence() {
        var buffer = EventTimeBuffer<Number>(
            EventTimeSettings(maximumDelayMilliseconds: 5, idleAfterMilliseconds: 100))
        var released: [EventTimeBuffer<Number>.Released] = []
        _ = buffer.add(
            Number(1), time: Timestamp(milliseconds: 1010), now: Instant(milliseconds: 10), wallOffset: 1000,
            into: &released)
        #expect(released.isEmpty && buffer.watermark == Timestamp(milliseconds: 1005))
        #expect(buffer.nextDeadline(wallOffset: 1000) == Instant(milliseconds: 110))
        buffer.advance(to: Instant(milliseconds: 109), wallOffset: 1000, into: &released)
        #expect(released.isEmpty)
        buffer.advance(to: Instant(milliseconds: 110), wallOffset: 1000, into: &released)
        #expect(released.map(\.element.number) == [1] && buffer.watermark == Timestamp(milliseconds: 1105))
    }

    @Test("a device that kept its readings through an outage is not late when it comes back")
    func outage() {
        var buffer = EventTimeBuffer<Number>(
            EventTimeSettings(maximumDelayMilliseconds: 5, idleAfterMilliseconds: 100))
        var released: [EventTimeBuffer<Number>.Released] = []
        func add(_ number: Int, _ time: Int64, now: Int64) -> EventTimeBuffer<Number>.Admission {
            buffer.add(
                Number(number), time: Timestamp(milliseconds: time), now: Instant(milliseconds: now), wallOffset: 0,
                into: &released)
        }
        #expect(add(1, 10, now: 10) == .held)
        #expect(add(3, 30, now: 5000) == .held)
        #expect(add(2, 27, now: 5000) == .held)
        #expect(add(4, 40, now: 5001) == .held)
        #expect(add(5, 34, now: 5002) == .late)
        #expect(released.map(\.element.number) == [1, 2, 3] && buffer.late == 1)
    }

    @Test("damaged bytes never trap")
    func damage() {
        OperatorCampaign.run("event time damaged") { generator in
            let (settings, steps) = Self.make(using: &generator)
            return ((settings, generator.next()), steps)
        } property: { made, steps in
            var generator = SeededGenerator(made.1)
            var buffer = EventTimeBuffer<Number>(made.0)
            var released: [EventTimeBuffer<Number>.Released] = []
            for step in steps {
                guard let time = step.time else { continue }
                _ = buffer.add(
                    Number(1), time: Timestamp(milliseconds: time), now: Instant(milliseconds: step.now),
                    wallOffset: 0, into: &released)
            }
            var writer = ByteWriter()
            buffer.write(to: &writer)
            try Damage.attempt(writer.bytes, using: &generator) { reader in
                var buffer = try EventTimeBuffer<Number>(from: &reader, settings: made.0)
                _ = buffer.nextDeadline(wallOffset: .max)
                _ = buffer.add(
                    Number(1), time: Timestamp(milliseconds: .max), now: Instant(milliseconds: .max),
                    wallOffset: .max, into: &released)
            }
            return nil
        }
    }
}
