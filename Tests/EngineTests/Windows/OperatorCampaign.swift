import TestSupport
import Testing

/// Runs a property of one operator over many random traces. The first seed that fails is shrunk and printed, and ends
/// the campaign; `WEIR_TEST_SEED=N` runs that seed alone, `WEIR_LONG=1` runs 10,000 seeds instead of 200.
enum OperatorCampaign {
    /// - Parameters:
    ///   - make: settings and a trace.
    ///   - property: nil where it holds; otherwise what was seen, in words.
    static func run<Settings, Step>(
        _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
        make: (inout SeededGenerator) -> (Settings, [Step]),
        property: (Settings, [Step]) throws -> String?
    ) {
        for seed in Trials.seeds(of: name) {
            var generator = SeededGenerator(seed)
            let (settings, trace) = make(&generator)
            func failure(_ trace: [Step]) -> String? {
                do { return try property(settings, trace) } catch { return "thrown: \(error)" }
            }
            guard failure(trace) != nil else { continue }
            let rest = shrunk(trace) { failure($0) != nil }
            Issue.record(
                """
                \(name) fails: WEIR_TEST_SEED=\(seed)
                \(settings)
                \(rest.map { "\($0)" }.joined(separator: "\n"))
                \(failure(rest) ?? "")
                """, sourceLocation: sourceLocation)
            return
        }
    }
}
