import TestSupport
import Testing

/// Runs a property over many seeds: 200, or 10,000 with `WEIR_LONG=1`, or the one that `WEIR_TEST_SEED` names. The first seed
/// that fails is printed and ends the run.
enum RandomRuns {
    static func run(
        _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ property: (inout SeededGenerator) throws -> String?
    ) rethrows {
        for seed in Trials.seeds(of: name) {
            var generator = SeededGenerator(seed)
            guard let seen = try property(&generator) else { continue }
            Issue.record("\(name) fails: WEIR_TEST_SEED=\(seed)\n\(seen)", sourceLocation: sourceLocation)
            return
        }
    }
}

extension SeededGenerator {
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }
}
