import Engine
import Expressions
import Telemetry
import Testing

@Suite("Patterns") struct PatternTests {
    private static func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    private static func event(_ condition: Int, _ contiguity: PatternStep.Contiguity = .relaxed) -> PatternStep {
        PatternStep(.event(condition: condition, name: condition), contiguity)
    }

    /// Events are letters; condition 0 is "a", 1 is "b" and so on. Returns matches as letters with their instant.
    private func run(_ settings: PatternSettings, _ text: [(Int64, Character)], until end: Int64) throws -> [String] {
        var matcher = try PatternMatcher(settings, now: Self.at(0))
        var matches: [PatternMatch] = []
        for (index, (time, letter)) in text.enumerated() {
            matcher.observe(UInt64(index + 1), now: Self.at(time), into: &matches) { condition, _ in
                Int(letter.asciiValue ?? 0) - 97 == condition
            }
        }
        matcher.advance(to: Self.at(end), into: &matches)
        return matches.map { match in
            let letters = match.captures.entries.map {
                "\(text[Int($0.event.number) - 1].1)\($0.event.time.milliseconds)"
            }
            return letters.joined(separator: " ") + " @\(match.due.milliseconds)"
        }
    }

    @Test("an event exactly `within` after the first is too late, one a millisecond before is not")
    func within() throws {
        var settings = PatternSettings(steps: [Self.event(0), Self.event(1)])
        settings.withinMilliseconds = 10
        #expect(try run(settings, [(0, "a"), (9, "b")], until: 50) == ["a0 b9 @9"])
        #expect(try run(settings, [(0, "a"), (10, "b")], until: 50) == [])
    }

    @Test("an absence is complete at its own instant without any event, and what was absent is too late exactly then")
    func absence() throws {
        let missing = PatternStep(.absence(condition: 1, milliseconds: 10, restarts: true))
        let settings = PatternSettings(steps: [Self.event(0), missing])
        #expect(try run(settings, [(5, "a")], until: 100) == ["a5 @15"])
        #expect(try run(settings, [(5, "a"), (15, "b")], until: 100) == ["a5 @15"])
        #expect(try run(settings, [(5, "a"), (14, "b")], until: 100) == [])
    }

    @Test("an absence at the start restarts with what was absent; in the middle it ends the partial match")
    func leadingAbsence() throws {
        let missing = PatternStep(.absence(condition: 1, milliseconds: 10, restarts: true))
        let leading = PatternSettings(steps: [missing, Self.event(0)])
        #expect(try run(leading, [(5, "b"), (14, "a"), (16, "a")], until: 20) == ["a16 @16"])
        let middle = PatternSettings(steps: [Self.event(2), missing, Self.event(0)])
        #expect(try run(middle, [(0, "c"), (5, "b"), (16, "a")], until: 20) == [])
    }

    @Test("silence alone does not begin a pattern again and again: one beginning is used up first")
    func whenIdle() throws {
        let missing = PatternStep(.absence(condition: 1, milliseconds: 10, restarts: true))
        let settings = PatternSettings(steps: [missing, Self.event(0)])
        #expect(try run(settings, [(55, "a"), (56, "a"), (66, "a")], until: 70) == ["a55 @55", "a66 @66"])
    }

    @Test("`not` at the end holds until `within` is over; without `within` the pattern is refused")
    func notAtEnd() throws {
        var settings = PatternSettings(
            steps: [Self.event(0), PatternStep(.forbidden(condition: 1, directly: false))])
        #expect(throws: PatternError.endNeedsWithin) { try PatternMatcher(settings, now: Self.at(0)) }
        settings.withinMilliseconds = 10
        #expect(try run(settings, [(3, "a")], until: 50) == ["a3 @13"])
        #expect(try run(settings, [(3, "a"), (13, "b")], until: 50) == ["a3 @13"])
        #expect(try run(settings, [(3, "a"), (12, "b")], until: 50) == [])
    }

    @Test("by default matches do not overlap")
    func pastLast() throws {
        let settings = PatternSettings(steps: [Self.event(0), Self.event(1, .any)])
        #expect(
            try run(settings, [(0, "a"), (1, "a"), (2, "b"), (3, "b"), (4, "a"), (5, "b")], until: 9)
                == ["a0 b2 @2", "a4 b5 @5"])
    }

    @Test("a whole pattern may be asked for several times: a group with `times`")
    func times() throws {
        var group = PatternStep(.group([Self.event(0), Self.event(1)]))
        group.times = .exactly(3)
        var settings = PatternSettings(steps: [group])
        settings.withinMilliseconds = 100
        let text: [(Int64, Character)] = [(0, "a"), (1, "b"), (2, "a"), (3, "c"), (4, "b"), (5, "a"), (6, "b")]
        #expect(try run(settings, text, until: 200) == ["a0 b1 a2 b4 a5 b6 @6"])
    }

    @Test("a condition sees what earlier steps took, with the values that were kept of it")
    func captures() throws {
        var settings = PatternSettings(steps: [Self.event(0), Self.event(1)])
        settings.capturing = [1]
        var matcher = try PatternMatcher(settings, now: Self.at(0))
        var matches: [PatternMatch] = []
        for (number, price) in [(1, 10.0), (2, 9.0), (3, 11.0)] as [(UInt64, Double)] {
            matcher.observe(number, now: Self.at(Int64(number)), into: &matches) { condition, captured in
                guard condition == 1 else { return number == 1 }
                guard case .double(let before) = captured.last(0)?.values.first else { return false }
                return price > before
            } values: { _ in
                [.double(price)]
            }
        }
        #expect(matches.map { $0.captures.entries.map(\.event.number) } == [[1, 3]])
    }

    @Test("beyond the bound the oldest partial match goes, and is counted")
    func bound() throws {
        var settings = PatternSettings(steps: [Self.event(0), Self.event(1)])
        settings.maximumPartialMatches = 2
        settings.skip = .none
        var matcher = try PatternMatcher(settings, now: Self.at(0))
        var matches: [PatternMatch] = []
        for number in 1...5 as ClosedRange<UInt64> {
            matcher.observe(number, now: Self.at(0), into: &matches) { condition, _ in condition == (number < 5 ? 0 : 1)
            }
        }
        #expect(matches.map(\.start) == [3, 4])
        #expect(matcher.counters.droppedPartialMatches == 2)
    }

    @Test("an event that begins nothing costs one evaluation")
    func evaluations() throws {
        var matcher = try PatternMatcher(PatternSettings(steps: [Self.event(0), Self.event(1)]), now: Self.at(0))
        var matches: [PatternMatch] = []
        var asked: [Int] = []
        matcher.observe(1, now: Self.at(0), into: &matches) { condition, _ in
            asked.append(condition)
            return false
        }
        #expect(asked == [0])
    }

    @Test("beyond the bound the key goes that was seen the longest ago; an idle key takes no room")
    func keys() throws {
        var keyed = try KeyedPatternMatcher(
            PatternSettings(steps: [Self.event(0), Self.event(1)]), maximumKeys: 2)
        var matches: [KeyedPatternMatcher.KeyedMatch] = []
        func observe(_ number: UInt64, _ key: String, _ condition: Int) {
            keyed.observe(number, key: PatternKey(.text(key)), now: Self.at(0), into: &matches) { asked, _ in
                asked == condition
            }
        }
        observe(1, "x", 1)
        #expect(keyed.keyCount == 0)
        observe(2, "x", 0)
        observe(3, "y", 0)
        observe(4, "x", 2)
        observe(5, "z", 0)
        #expect(keyed.keyCount == 2 && keyed.evictedKeys == 1)
        observe(6, "y", 1)
        observe(7, "x", 1)
        #expect(matches.map(\.key) == [PatternKey(.text("x"))])
    }
}
