import Scoring
import Telemetry
import Testing

@Suite struct FeatureTests {
    static let texts = [
        "a", "ewma(a, 0.3)", "ewma_difference(a, 0.3, 0.04)", "mean(a)", "departure(a, 0.1)", "std(a, 5)", "mean(a, 3)",
        "delta(a, 2)", "ewma_delta(b, 0.1, 4)", "age()",
    ]

    static func extractor() throws -> FeatureExtractor {
        try FeatureExtractor(features: try texts.map { text in try Feature(text) }, signals: ["a", "b"])
    }

    @Test("a feature is written as it is read", arguments: texts)
    func text(text: String) throws {
        #expect(try Feature(text).description == text)
    }

    @Test(
        "a feature that is wrong is an error that shows how to write one",
        arguments: [
            "", "ewma(a)", "ewma(a, 0)", "ewma(a, 2)", "std(a, 1)", "std(a, 1.5)", "delta(a, 2000)", "mean(", "age(a)",
            "foo(a)", "mean()",
        ])
    func wrong(text: String) {
        let error = #expect(throws: FeatureError.self) { try Feature(text) }
        #expect(error?.description.contains("ewma(signal, 0.1)") == true)
    }

    @Test("features are what their words say")
    func values() throws {
        var extractor = try Self.extractor()
        let series = [1.0, 3, 2, 6, 8]
        var last: [Double] = []
        for value in series { last = extractor.update([value, 2 * value]) }
        var fast = 1.0
        var slow = 1.0
        var tenth = 1.0
        for value in series.dropFirst() {
            fast += 0.3 * (value - fast)
            slow += 0.04 * (value - slow)
            tenth += 0.1 * (value - tenth)
        }
        let expected = [8, fast, fast - slow, 4, tenth - 4, 6.8.squareRoot(), 16.0 / 3, 6, 2 * (tenth - 1), 5]
        for (ours, theirs) in zip(last, expected) { #expect(abs(ours - theirs) < 1e-12, "\(last)") }
    }

    @Test("before its first value all features of a signal are missing, and a missing value leaves the averages alone")
    func missing() throws {
        var extractor = try Self.extractor()
        let first = extractor.update([.nan, 1])
        let areMissing = first.dropLast(2).allSatisfy(\.isNaN)
        #expect(areMissing)
        let known = extractor.update([4, 1])
        let after = extractor.update([.nan, 1])
        #expect(after[0].isNaN)
        #expect(Array(after[1..<7]) == Array(known[1..<7]))
    }

    @Test("a restored or restarted extractor goes on as the other would")
    func restored() throws {
        var series = Series(seed: 31)
        var whole = try Self.extractor()
        for _ in 0..<40 { _ = whole.update([series.normal(), series.normal()]) }
        var bytes = ByteWriter()
        whole.write(to: &bytes)
        var restored = try Self.extractor()
        var reader = ByteReader(bytes.bytes)
        try restored.read(from: &reader)
        #expect(reader.isAtEnd)
        for _ in 0..<40 {
            let row = [series.normal(), series.normal()]
            #expect(whole.update(row) == restored.update(row))
        }
        whole.restart()
        var fresh = try Self.extractor()
        let row = whole.update([1, 2]).map(\.bitPattern)
        #expect(row == fresh.update([1, 2]).map(\.bitPattern))
    }
}
