import Scoring
import Telemetry
import TestSupport
import Testing

/// What every detector keeps, whatever it looks for.
@Suite struct DetectorTests {
    /// A quick form of each kind, so that a few thousand rows take it past its warm-up.
    static func definition(_ kind: DetectorKind, channels: Int = 2) throws -> DetectorDefinition {
        let settings: [DetectorKind: [String: Double]] = [
            .discord: ["warmup": 130], .seasonal: ["period": 3_600, "parts": 12, "warmup": 2],
            .multivariate: ["warmup": 100], .drift: ["warmup": 100, "memory": 50],
        ]
        return try DetectorDefinition(kind: kind, channels: channels, settings: settings[kind] ?? [:])
    }

    static func row(_ index: Int, _ series: inout Series) -> [Double] {
        // Every twentieth value is missing, and from row 700 on one signal is elsewhere.
        let shift = index >= 700 ? 6.0 : 0
        let first = series.uniform() < 0.05 ? .nan : 20 + series.normal()
        return [first, 5 + shift + 0.5 * series.normal()]
    }

    @Test("what was learned in one place's time is no knowledge of another's, and without a place it stays what it was")
    func places() throws {
        let oslo = LocalTime(name: "Europe/Oslo") { _ in 3_600 }
        let plain = try DetectorDefinition(kind: .seasonal)
        let placed = try DetectorDefinition(kind: .seasonal, zone: oslo)
        #expect(plain != placed && placed.snapshot(of: placed.make()).count > plain.snapshot(of: plain.make()).count)
        #expect(throws: ScoringError.otherDefinition) { try placed.restore(plain.snapshot(of: plain.make())) }
        #expect(throws: ScoringError.otherDefinition) { try plain.restore(placed.snapshot(of: placed.make())) }
        #expect(throws: ScoringError.unknownField("zone", of: .ewma)) {
            try DetectorDefinition(kind: .ewma, zone: oslo)
        }
        #expect(throws: ScoringError.zoneAndOffset) {
            try DetectorDefinition(kind: .seasonal, settings: ["offset": 0], zone: oslo)
        }
    }

    @Test("a restored detector scores every later row as the one that went on", arguments: DetectorKind.allCases)
    func restored(kind: DetectorKind) throws {
        let definition = try Self.definition(kind)
        for cut in [0, 1, 57, 333, 720] {
            var series = Series(seed: 7)
            var whole = definition.make()
            for index in 0..<cut { _ = whole.update(Self.row(index, &series), at: minute(index)) }
            let bytes = definition.snapshot(of: whole)
            var restored = try definition.restore(bytes)
            #expect(definition.snapshot(of: restored) == bytes)
            for index in cut..<1_200 {
                let row = Self.row(index, &series)
                #expect(whole.update(row, at: minute(index)) == restored.update(row, at: minute(index)))
            }
            #expect(definition.snapshot(of: restored) == definition.snapshot(of: whole))
        }
    }

    @Test("a damaged snapshot is refused or harmless, never a crash", arguments: DetectorKind.allCases)
    func damaged(kind: DetectorKind) throws {
        let definition = try Self.definition(kind)
        let seed = Trials.seed()
        // Said before: a crash has no time to.
        print("damaged \(kind): seed \(seed)")
        var series = Series(seed: seed)
        var detector = definition.make()
        for index in 0..<400 { _ = detector.update(Self.row(index, &series), at: minute(index)) }
        let bytes = definition.snapshot(of: detector)
        for _ in 0..<300 {
            var damaged = bytes
            if series.uniform() < 0.3 { damaged.removeLast(1 + Int(series.uniform() * Double(bytes.count - 1))) }
            for _ in 0..<3 where !damaged.isEmpty {
                damaged[Int(series.uniform() * Double(damaged.count))] = UInt8(truncatingIfNeeded: series.word())
            }
            do throws(ScoringError) {
                var restored = try definition.restore(damaged)
                for index in 400..<420 { _ = restored.update(Self.row(index, &series), at: minute(index)) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test("a snapshot of other settings, signals or kind is refused")
    func otherDefinition() throws {
        let definition = try DetectorDefinition(kind: .ewma)
        let bytes = definition.snapshot(of: definition.make())
        let others = [
            try DetectorDefinition(kind: .cusum), try DetectorDefinition(kind: .ewma, channels: 2),
            try DetectorDefinition(kind: .ewma, settings: ["alpha": 0.2]),
        ]
        for other in others {
            #expect(throws: ScoringError.otherDefinition) { try other.restore(bytes) }
        }
        #expect(throws: Never.self) { try definition.restore(bytes) }
    }

    @Test("a state stays within the bound its detector states", arguments: DetectorKind.allCases)
    func bounded(kind: DetectorKind) throws {
        let definition = try Self.definition(kind)
        var series = Series(seed: 3)
        var detector = definition.make()
        for index in 0..<6_000 { _ = detector.update(Self.row(index, &series), at: minute(index)) }
        #expect(definition.snapshot(of: detector).count <= detector.memoryBound + 128)
    }

    @Test("the default detector keeps a channel in less than 100 KB")
    func small() throws {
        #expect(try DetectorDefinition(kind: .discord).make().memoryBound < 100_000)
    }

    @Test("a row without any value is neither scored nor remembered", arguments: DetectorKind.allCases)
    func missing(kind: DetectorKind) throws {
        let definition = try Self.definition(kind)
        var series = Series(seed: 5)
        var detector = definition.make()
        for index in 0..<300 { _ = detector.update(Self.row(index, &series), at: minute(index)) }
        let before = definition.snapshot(of: detector)
        #expect(detector.update([.nan, .infinity], at: minute(300)) == nil)
        #expect(definition.snapshot(of: detector) == before)
    }

    @Test("scores are finite for numbers at the edge of arithmetic", arguments: DetectorKind.allCases)
    func extremes(kind: DetectorKind) throws {
        let definition = try Self.definition(kind)
        var series = Series(seed: 9)
        for scale in [0, 1e-300, 1e100] {
            var detector = definition.make()
            for index in 0..<600 {
                let value = index % 97 == 0 ? scale * 10 : scale
                let row = [value + scale * 1e-3 * series.normal(), value]
                if let score = detector.update(row, at: minute(index)) {
                    #expect(score.value.isFinite && score.value >= 0)
                }
            }
        }
    }

    @Test("a setting that is unknown, out of range or not whole is an error that says what is allowed")
    func settings() {
        #expect(throws: ScoringError.self) { try DetectorDefinition(kind: .ewma, settings: ["beta": 1]) }
        #expect(throws: ScoringError.self) { try DetectorDefinition(kind: .ewma, settings: ["alpha": 2]) }
        #expect(throws: ScoringError.self) { try DetectorDefinition(kind: .robustZ, settings: ["window": 10.5]) }
        #expect(throws: ScoringError.self) { try DetectorDefinition(kind: .ewma, channels: 65) }
        for kind in DetectorKind.allCases {
            for field in kind.fields where !field.standard.isNaN { #expect(field.range.contains(field.standard)) }
        }
    }
}
