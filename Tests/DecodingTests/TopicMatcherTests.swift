import Decoding
import TestSupport
import Testing

@Suite struct TopicMatcherTests {
    @Test(
        "MQTT's own rules for matching hold",
        arguments: [
            ("a/b", "a/b", true), ("a/b", "a/b/", false), ("a/b", "A/b", false), ("a/+", "a/", true),
            ("a/+", "a", false), ("a/+", "a/b/c", false), ("+/+", "/finance", true), ("/+", "/finance", true),
            ("+", "/finance", false), ("a/#", "a", true), ("a/#", "a/b/c", true), ("a/#", "ab", false),
            ("#", "a/b", true), ("#", "$SYS/x", false), ("+/x", "$SYS/x", false), ("$SYS/#", "$SYS/x", true),
            ("$SYS/+", "$SYS/x", true), ("a//b", "a//b", true), ("a/+/b", "a//b", true), ("a//b", "a/b", false),
            ("{d}/x", "$SYS/x", false), ("{d+}", "$SYS/x", false), ("{d+}", "a", true), ("a/{d+}", "a", false),
            ("a/{d+}", "a/", true), ("a/{d+}", "a/b/c", true), ("a/{d+}/x", "a/b/x", true),
            ("a/{d+}/x", "a/b/c/x", true),
            ("a/{d+}/x", "a/x", false), ("a/{d+}/x", "a/x/x", true), ("a/{d+}/x", "a/bx", false),
            ("a/{d+}/x/y", "a/b/x/y", true), ("a/{d+}/x/y", "a/x/y", false), ("a/{d+}/x", "a//x", true),
            ("{d+}/x", "b/c/x", true), ("{d+}/x", "$b/x", false), ("a/{d}", "a/b/c", false),
        ])
    func rules(filter: String, topic: String, matches: Bool) throws {
        let matcher = TopicMatcher([try TopicFilter(filter)])
        #expect((Self.matches(matcher, topic).count == 1) == matches)
    }

    @Test("every matching filter is found, with the text of its captures")
    func captures() throws {
        let texts = [
            "plant/{device}/telemetry", "plant/+/telemetry", "plant/#", "{site}/{device+}", "plant/pump-7/telemetry",
            "plant/{device}/wave", "plant/{device}/telemetry",
        ]
        let matcher = TopicMatcher(try texts.map { try TopicFilter($0) })
        let found = Self.matches(matcher, "plant/pump-7/telemetry")
        #expect(found.keys.sorted() == [0, 1, 2, 3, 4, 6])
        #expect(found[0] == ["pump-7"])
        #expect(found[2] == [])
        #expect(found[3] == ["plant", "pump-7/telemetry"])
        #expect(found[6] == ["pump-7"])
        let first = "plant/x/wave".withBytes { matcher.firstMatch($0)?.filter }
        #expect(first == 2)
        #expect("other".withBytes { matcher.firstMatch($0)?.filter } == nil)
    }

    @Test("the table agrees with a level by level comparison for thousands of filters and topics")
    func agreesWithPlainComparison() throws {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        let words = ["a", "b", "cc", "", "pump-7", "$SYS", "é"]
        func levels(_ extra: [String]) -> String {
            (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (words + extra).randomElement(using: &random) ?? ""
            }.joined(separator: "/")
        }
        var filters: [TopicFilter] = []
        while filters.count < 1_000 {
            var text = levels(["+", "+", "+"])
            if Int.random(in: 0..<4, using: &random) == 0 {
                text += ["/#", "/{rest+}"].randomElement(using: &random) ?? ""
            }
            if !text.isEmpty { filters.append(try TopicFilter(text)) }
        }
        let matcher = TopicMatcher(filters)
        for _ in 0..<2_000 {
            let topic = levels([])
            guard !topic.isEmpty else { continue }
            let expected = filters.indices.filter { Self.plainMatch(filters[$0].text, topic) }
            #expect(Self.matches(matcher, topic).keys.sorted() == expected, "seed \(seed), topic \(topic)")
        }
    }

    @Test("the end of a topic is no part of a capture before it, and exclusions keep what is no device")
    func tailsAndExclusions() throws {
        let matcher = TopicMatcher([
            try TopicFilter("z/{device+}/availability"),
            try TopicFilter("z/{device+}", excluding: [.first("bridge"), .last("set"), .last("availability")]),
            try TopicFilter("z/{device}", excluding: [.first("bridge")]),
        ])
        #expect(Self.matches(matcher, "z/a/b/availability") == [0: ["a/b"]])
        #expect(Self.matches(matcher, "z/a/b") == [1: ["a/b"]])
        #expect(Self.matches(matcher, "z/a") == [1: ["a"], 2: ["a"]])
        #expect(Self.matches(matcher, "z/set") == [1: ["set"], 2: ["set"]])
        #expect(Self.matches(matcher, "z/bridged/x") == [1: ["bridged/x"]])
        for topic in ["z/bridge", "z/bridge/devices", "z/a/set"] {
            #expect(Self.matches(matcher, topic).isEmpty, "\(topic)")
        }
    }

    @Test("hostile topics match nothing and do no harm")
    func hostileTopics() throws {
        let matcher = TopicMatcher([try TopicFilter("a/+/c"), try TopicFilter("a/#"), try TopicFilter("#")])
        #expect(Self.matches(matcher, "").isEmpty)
        #expect(Self.matches(matcher, "a" + String(repeating: "/a", count: 300)).isEmpty)
        #expect(Self.matches(matcher, String(repeating: "/", count: 65_535)).isEmpty)
        #expect(Self.matches(matcher, String(repeating: "x", count: 65_535)).count == 1)
        let raw: [UInt8] = [0x61, 0x2F, 0xFF, 0x00, 0x2F, 0x63]
        var count = 0
        raw.withUnsafeBytes { bytes in matcher.forEachMatch(bytes) { _ in count += 1 } }
        #expect(count == 3)
        #expect(Self.matches(TopicMatcher([]), "a").isEmpty)
    }

    static func matches(_ matcher: TopicMatcher, _ topic: String) -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        topic.withBytes { bytes in
            matcher.forEachMatch(bytes) { match in
                found[match.filter] = (0..<match.captureCount).map {
                    String(decoding: bytes[match.capture($0)], as: UTF8.self)
                }
            }
        }
        return found
    }

    /// The rules of MQTT 3.1.1 section 4.7, said as plainly as possible.
    static func plainMatch(_ filter: String, _ topic: String) -> Bool {
        let filter = filter.split(separator: "/", omittingEmptySubsequences: false)
        let topic = topic.split(separator: "/", omittingEmptySubsequences: false)
        if topic[0].hasPrefix("$") && ["+", "#", "{rest+}"].contains(filter[0]) { return false }
        for (index, level) in filter.enumerated() {
            if level == "#" { return topic.count >= index }
            if level == "{rest+}" { return topic.count > index }
            guard index < topic.count, level == "+" || level == topic[index] else { return false }
        }
        return filter.count == topic.count
    }
}

extension String {
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Array(utf8).withUnsafeBytes(body)
    }
}
