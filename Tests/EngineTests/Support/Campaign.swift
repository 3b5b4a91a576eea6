import Engine
import TestSupport
import Testing

/// Runs a property over many random plans and traces. The first seed that fails is shrunk and printed, and ends the
/// campaign; `WEIR_TEST_SEED=N` runs that seed alone, `WEIR_LONG=1` runs 10,000 seeds instead of 200.
enum Campaign {
    struct Case {
        let random: RandomSketch
        let plan: Plan
        let inputs: [Input]
        /// For choices that the property itself makes.
        let seed: UInt64
    }

    /// - Parameters:
    ///   - isLinked: whether devices read values of others.
    ///   - property: nil where it holds; otherwise what was seen, in words.
    static func run(
        _ name: String, isLinked: Bool = true, sourceLocation: SourceLocation = #_sourceLocation,
        _ property: (RandomSketch, Plan, [Input], SeededGenerator) throws -> String?
    ) throws {
        for seed in Trials.seeds(of: name) {
            var generator = SeededGenerator(seed)
            let random = RandomSketch(using: &generator, isLinked: isLinked)
            let plan = try random.sketch.plan()
            let inputs = RandomTrace.make(60, using: &generator)
            let choices = generator
            func failure(_ inputs: [Input]) -> String? {
                do { return try property(random, plan, inputs, choices) } catch { return "thrown: \(error)" }
            }
            guard failure(inputs) != nil else { continue }
            let rest = shrunk(inputs) { failure($0) != nil }
            let rules = random.words
            Issue.record(
                """
                \(name) fails: WEIR_TEST_SEED=\(seed)
                \(rules.joined(separator: "\n"))
                \(rest.map(\.words).joined(separator: "\n"))
                \(failure(rest) ?? "")
                """, sourceLocation: sourceLocation)
            return
        }
    }

    /// Where two lists of lines part, in words.
    static func difference(_ expected: [String], _ found: [String]) -> String? {
        guard expected != found else { return nil }
        let index = zip(expected, found).prefix { $0 == $1 }.count
        func line(_ lines: [String]) -> String { index < lines.count ? lines[index] : "nothing more" }
        return "expected: \(line(expected))\nfound:    \(line(found))"
    }
}
