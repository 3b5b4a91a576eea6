import Engine
import Telemetry
import TestSupport
import Testing

@Suite("Properties of patterns") struct PatternProperties {
    private typealias Found = (events: [Int], due: Int64)

    @Test("a naive reference, written independently, finds the same matches")
    func naiveAgrees() throws {
        try campaign("patterns: naive reference", isPlain: true, length: 8) { settings, events, _ in
            let end = (events.last?.time ?? 0) + 40
            let naive = NaivePattern(settings: settings, events: events, end: end) { condition, event, captured in
                RandomPattern.holds(
                    condition, type: events[event].type, lastCaptured: captured.last.map { events[$0].type })
            }
            let expected = naive.told().map { "\($0.events) at \($0.due)" }
            let found = try run(settings, events, end: end).map { "\($0.events) at \($0.due)" }
            // Without a skip the order of what is complete at one instant says nothing.
            let isOrdered = settings.skip != .none
            return Campaign.difference(
                isOrdered ? expected : expected.sorted(), isOrdered ? found : found.sorted())
        }
    }

    @Test("restored after any input, a matcher goes on as if nothing had been")
    func restore() throws {
        try campaign("patterns: restore", isPlain: false, length: 30) { settings, events, _ in
            let end = (events.last?.time ?? 0) + 40
            let whole = try run(settings, events, end: end)
            let restored = try run(settings, events, end: end) { matcher in
                var writer = ByteWriter()
                matcher.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                let copy = try PatternMatcher(from: &reader, settings: settings)
                guard reader.isAtEnd, copy == matcher else { throw Unlike() }
                matcher = copy
            }
            return Campaign.difference(whole.map { "\($0)" }, restored.map { "\($0)" })
        }
    }

    @Test("how often time is told changes nothing")
    func ticks() throws {
        try campaign("patterns: ticks", isPlain: false, length: 30) { settings, events, _ in
            let end = (events.last?.time ?? 0) + 40
            let coarse = try run(settings, events, end: end)
            let fine = try run(settings, events, end: end, ticks: true)
            return Campaign.difference(coarse.map { "\($0)" }, fine.map { "\($0)" })
        }
    }

    @Test("bytes that are no snapshot are refused, and what is restored from them does not trap")
    func malformed() throws {
        try campaign("patterns: malformed", isPlain: false, length: 12) { settings, events, generator in
            var generator = generator
            var matcher = try PatternMatcher(settings, now: Instant(milliseconds: 0))
            var matches: [PatternMatch] = []
            for (index, event) in events.enumerated() { observe(&matcher, event, index, events, &matches) }
            var writer = ByteWriter()
            matcher.write(to: &writer)
            for _ in 0..<20 {
                var bytes = writer.bytes
                if Bool.random(using: &generator) {
                    bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
                }
                if !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                var reader = ByteReader(bytes)
                guard var copy = try? PatternMatcher(from: &reader, settings: settings) else { continue }
                let now = max(events.last?.time ?? 0, 0)
                for type in 0..<4 {
                    copy.observe(1000 + UInt64(type), now: Instant(milliseconds: now), into: &matches) { condition, _ in
                        RandomPattern.holds(condition, type: type, lastCaptured: nil)
                    }
                }
            }
            return nil
        }
    }

    @Test("keys together are the same as each key alone; restored after any input they go on as before")
    func keys() throws {
        try campaign("patterns: keys", isPlain: false, length: 40) { settings, events, _ in
            let end = (events.last?.time ?? 0) + 40
            var keyed = try KeyedPatternMatcher(settings, maximumKeys: 8)
            var together: [KeyedPatternMatcher.KeyedMatch] = []
            // A key's silence is timed from its first event on.
            for (index, event) in events.enumerated() {
                let key = PatternKey(.number(Double(index % 3)))
                keyed.observe(UInt64(index + 1), key: key, now: Instant(milliseconds: event.time), into: &together) {
                    RandomPattern.holds(
                        $0, type: event.type, lastCaptured: $1.last.map { events[Int($0.number) - 1].type })
                }
                var writer = ByteWriter()
                keyed.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                let copy = try KeyedPatternMatcher(from: &reader, settings: settings, maximumKeys: 8)
                guard copy == keyed else { throw Unlike() }
                keyed = copy
            }
            keyed.advance(to: Instant(milliseconds: end), into: &together)
            for key in 0..<3 {
                let own = events.indices.filter { $0 % 3 == key }
                guard let first = own.first else { continue }
                var matcher = try PatternMatcher(settings, now: Instant(milliseconds: events[first].time))
                var alone: [PatternMatch] = []
                for index in own { observe(&matcher, events[index], index, events, &alone) }
                matcher.advance(to: Instant(milliseconds: end), into: &alone)
                let shared = together.filter { $0.key == PatternKey(.number(Double(key))) }.map(\.match)
                let difference = Campaign.difference(alone.map { "\($0)" }, shared.map { "\($0)" })
                if let difference { return "key \(key): \(difference)" }
            }
            return nil
        }
    }

    @Test("the bounds hold after every input, and what they cut is counted")
    func bounds() throws {
        try campaign("patterns: bounds", isPlain: false, length: 40) { settings, events, _ in
            var settings = settings
            settings.maximumPartialMatches = 4
            settings.maximumCaptures = 3
            var unbounded = settings
            unbounded.maximumPartialMatches = 1_000
            unbounded.maximumCaptures = 1_000
            var matcher = try PatternMatcher(settings, now: Instant(milliseconds: 0))
            var matches: [PatternMatch] = []
            for (index, event) in events.enumerated() {
                observe(&matcher, event, index, events, &matches)
                if matcher.partialMatchCount > 4 { return "\(matcher.partialMatchCount) partial matches" }
            }
            // `all` may take several operands' events at once, so it may end one event over.
            if let longest = matches.map(\.captures.entries.count).max(), longest > 5 { return "\(longest) captures" }
            let hasCut = matcher.counters.droppedPartialMatches > 0 || matcher.counters.refusedCaptures > 0
            if hasCut { return nil }
            let free = try run(unbounded, events, end: events.last?.time ?? 0)
            return Campaign.difference(free.map(\.description), matches.map { described($0) })
        }
    }

    // MARK: Running

    private struct Unlike: Error {}

    private struct Told: CustomStringConvertible {
        var events: [Int]
        var due: Int64
        var description: String { "\(events) at \(due)" }
    }

    private func described(_ match: PatternMatch) -> String {
        "\(match.captures.entries.map { Int($0.event.number) - 1 }) at \(match.due.milliseconds)"
    }

    private func observe(
        _ matcher: inout PatternMatcher, _ event: NaivePattern.Event, _ index: Int, _ events: [NaivePattern.Event],
        _ matches: inout [PatternMatch]
    ) {
        matcher.observe(UInt64(index + 1), now: Instant(milliseconds: event.time), into: &matches) {
            condition, captured in
            RandomPattern.holds(
                condition, type: event.type, lastCaptured: captured.last.map { events[Int($0.number) - 1].type })
        }
    }

    private func run(
        _ settings: PatternSettings, _ events: [NaivePattern.Event], end: Int64, ticks: Bool = false,
        afterEach: (inout PatternMatcher) throws -> Void = { _ in }
    ) throws -> [Told] {
        var matcher = try PatternMatcher(settings, now: Instant(milliseconds: 0))
        var matches: [PatternMatch] = []
        var now: Int64 = 0
        func tick(to time: Int64) {
            while ticks, now < time {
                now += 1
                matcher.advance(to: Instant(milliseconds: now), into: &matches)
            }
            now = time
        }
        for (index, event) in events.enumerated() {
            tick(to: event.time)
            observe(&matcher, event, index, events, &matches)
            try afterEach(&matcher)
        }
        tick(to: end)
        matcher.advance(to: Instant(milliseconds: end), into: &matches)
        return matches.map {
            Told(events: $0.captures.entries.map { Int($0.event.number) - 1 }, due: $0.due.milliseconds)
        }
    }

    /// 200 seeds, or 10,000 with `WEIR_LONG=1`; `WEIR_TEST_SEED=N` runs one. The first that fails is shrunk and printed.
    private func campaign(
        _ name: String, isPlain: Bool, length: Int,
        _ property: (PatternSettings, [NaivePattern.Event], SeededGenerator) throws -> String?
    ) throws {
        var patterns = 0
        let seeds = Trials.seeds(of: name)
        for seed in seeds {
            var generator = SeededGenerator(seed)
            // Some random settings mean nothing, such as a `not` at the end without `within`; they are drawn again.
            var settings = RandomPattern.settings(isPlain: isPlain, using: &generator)
            while (try? PatternMatcher(settings, now: Instant(milliseconds: 0))) == nil {
                settings = RandomPattern.settings(isPlain: isPlain, using: &generator)
            }
            let events = RandomPattern.events(length, using: &generator)
            let choices = generator
            patterns += 1
            func failure(_ events: [NaivePattern.Event]) -> String? {
                do { return try property(settings, events, choices) } catch { return "thrown: \(error)" }
            }
            guard failure(events) != nil else { continue }
            let rest = shrunk(events) { failure($0) != nil }
            Issue.record(
                """
                \(name) fails: WEIR_TEST_SEED=\(seed)
                \(settings)
                \(rest.map { "\($0.time): \($0.type)" }.joined(separator: ", "))
                \(failure(rest) ?? "")
                """)
            return
        }
        #expect(patterns == seeds.count)
    }
}
