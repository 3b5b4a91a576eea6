import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct QuantileSketchTests {
    private static func percentile(_ percent: Double, _ sorted: [Double]) -> (below: Double, above: Double) {
        let rank = percent / 100 * Double(sorted.count - 1)
        return (sorted[Int(rank.rounded(.down))], sorted[Int(rank.rounded(.up))])
    }

    private static func numbers(_ kind: Int, _ count: Int, using generator: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in
            let uniform = Double.random(in: 0..<1, using: &generator)
            switch kind {
            case 0: return 20 + 5 * uniform
            case 1: return (uniform - 0.5) * 100
            case 2: return 1 / (1 - uniform)
            case 3: return uniform < 0.3 ? 0 : uniform * 1e-3
            case 4: return Double(Int(uniform * 10)) - 5
            // Over sixty doublings: more buckets than there are.
            default:
                return Double(
                    sign: uniform < 0.2 ? .minus : .plus, exponent: Int(uniform * 60), significand: 1 + uniform)
            }
        }
    }

    @Test("a percentile is within the stated error of the neighbours in rank, and that is below 1 %")
    func error() {
        OperatorCampaign.run("quantile sketch") { generator in
            let kind = Int.random(in: 0...5, using: &generator)
            return (kind, Self.numbers(kind, Int.random(in: 1...3000, using: &generator), using: &generator))
        } property: { kind, numbers in
            guard !numbers.isEmpty else { return nil }
            var sketch = QuantileSketch()
            for number in numbers { sketch.add(number) }
            let error = sketch.relativeError
            if kind < 5, error > 0.01 { return "error \(error)" }
            let sorted = numbers.sorted()
            for percent in [0.1, 5, 25, 50, 75, 90, 95, 99, 99.9] {
                let (below, above) = Self.percentile(percent, sorted)
                guard let found = sketch.percentile(percent) else { return "p\(percent): nothing" }
                let slack = max(below.magnitude, above.magnitude) * (error + 1e-12)
                if found < below - slack || found > above + slack {
                    return "p\(percent): \(found) is not in \(below)...\(above), error \(error)"
                }
            }
            return nil
        }
    }

    @Test("few values are exact")
    func exact() {
        var sketch = QuantileSketch()
        for number in 1...64 { sketch.add(Double(number)) }
        #expect(sketch.percentile(50) == 32.5 && sketch.relativeError == 0)
        sketch.add(65)
        #expect(sketch.relativeError < 0.0078 && abs((sketch.percentile(50) ?? 0) - 33) < 33 * 0.0078)
    }

    @Test("the order of values, and of merging, does not matter")
    func order() {
        OperatorCampaign.run("quantile sketch merged") { generator in
            let kind = Int.random(in: 0...5, using: &generator)
            let numbers = Self.numbers(kind, Int.random(in: 70...2000, using: &generator), using: &generator)
            return (generator.next(), numbers)
        } property: { seed, numbers in
            guard numbers.count > QuantileSketch.exactLimit else { return nil }
            var generator = SeededGenerator(seed)
            func sketch(_ numbers: some Sequence<Double>) -> QuantileSketch {
                var sketch = QuantileSketch()
                for number in numbers { sketch.add(number) }
                return sketch
            }
            let whole = sketch(numbers)
            let cut = Int.random(in: 0...numbers.count, using: &generator)
            var merged = sketch(numbers.prefix(cut))
            merged.merge(sketch(numbers.dropFirst(cut)))
            return whole == sketch(numbers.shuffled(using: &generator)) && whole == merged ? nil : "they differ"
        }
    }

    @Test("memory is bounded, whatever comes")
    func bound() {
        var sketch = QuantileSketch()
        var generator = SeededGenerator(7)
        for _ in 0..<100_000 {
            let number = Double(bitPattern: generator.next())
            if number.isFinite { sketch.add(number) }
        }
        var writer = ByteWriter()
        sketch.write(to: &writer)
        #expect(writer.bytes.count < 40 + QuantileSketch.bucketLimit * 12)
        #expect(sketch.percentile(50)?.isFinite == true)
    }
}
