import Engine
import Scoring
import Telemetry
import Testing

@Suite("Scores in snapshots")
struct ScoreSnapshotTests {
    private static let scores = """
        scores:
          first: {detect: ewma, of: a, warmup: 20}
          second: {detect: ewma, of: b, warmup: 20}
        rules: {r: {when: c > 5, latch: until_ack}}

        """

    @Test("one reading that no sum can hold costs neither what was learned nor the state of the engine")
    func extremes() throws {
        let detectors = DetectorKind.allCases.filter { $0 != .multivariate }
        let lines = detectors.map { "  s_\($0.rawValue): {detect: \($0.rawValue), of: a}" }
        var machine = try Machine(
            (["scores:", "  m: {detect: multivariate, of: [a, b]}", "  l: {remaining_life: {of: a, threshold: 20}}"]
                + lines)
                .joined(separator: "\n") + "\n")
        for (second, value) in [1e200, -1e308, 1.7e308, 5, 1e155, -1.7e308].enumerated() {
            machine.read(at: Int64(second) * 1_000, ["a": value, "b": -value])
            #expect(try machine.restored().engine.snapshot() == machine.engine.snapshot(), "\(value)")
        }
    }

    @Test("a score whose state is damaged learns again; all else stays, and it is told")
    func damaged() throws {
        var machine = try Machine(Self.scores)
        for second in Int64(0)..<40 { machine.read(at: second * 1_000, ["a": 1234.5, "b": 7, "c": 9]) }
        #expect(machine.number("first") != nil && machine.number("second") != nil)
        var bytes = machine.engine.snapshot()
        // The last 1234.5 in it is the average that the first score ends with; an average is no infinity.
        let average = (1234.5).bitPattern.littleEndian
        let pattern = withUnsafeBytes(of: average) { Array($0) }
        let place = try #require(bytes.indices.dropLast(7).last { Array(bytes[$0..<$0 + 8]) == pattern })
        withUnsafeBytes(of: Double.infinity.bitPattern.littleEndian) {
            bytes.replaceSubrange(place..<place + 8, with: $0)
        }
        let engine = try Engine.restore(bytes, plan: machine.engine.plan).engine
        #expect(engine.unreadableScores == ["m.first"])
        var restored = Machine(engine)
        #expect(restored.value("r") == machine.value("r"), "the latch holds")
        restored.read(at: 41_000, ["a": 1234.5, "b": 7])
        #expect(restored.number("first") == nil && restored.number("second") == 0)
    }
}
