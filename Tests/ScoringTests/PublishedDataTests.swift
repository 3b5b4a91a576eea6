import Foundation
import Scoring
import Telemetry
import Testing

private let publishedData = ProcessInfo.processInfo.environment["WEIR_SCORE_DATA"]

/// Figures that stand beside published ones, on data that is not shipped: WEIR_SCORE_DATA names its folder.
@Suite(.enabled(if: publishedData != nil), .serialized)
struct PublishedDataTests {
    private func lines(_ path: String) throws -> [Substring] {
        let text = try String(contentsOfFile: try #require(publishedData) + "/" + path, encoding: .utf8)
        return text.split(whereSeparator: \.isNewline)
    }

    @Test(
        "C-MAPSS FD001, engines held out, cut at seeded cycles: capped RMSE at most 20, the interval holds 75 to 85 %")
    func remainingLife() throws {
        let sensors = [2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21]
        var runs: [[[Double]]] = Array(repeating: [], count: 100)
        for line in try lines("cmapss/train_FD001.txt") {
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            runs[Int(numbers[0]) - 1].append(sensors.map { numbers[4 + $0] })
        }
        var errors: [Double] = []
        var held = 0.0
        for fold in 0..<5 {
            let seen = runs.indices.filter { $0 % 5 != fold }
            var trainer = HealthTrainer(signals: sensors.count)
            for unit in seen { trainer.add(run: runs[unit], healthy: 50, worn: 10) }
            let index = try #require(trainer.index())
            let prior = try #require(
                FleetPrior(learning: seen.map { runs[$0].map { index.value($0) } }, horizon: 125))
            for unit in runs.indices where unit % 5 == fold {
                var series = Series(seed: UInt64(unit))
                let cuts = Set((0..<20).map { _ in 30 + Int(series.uniform() * Double(runs[unit].count - 30)) })
                var estimator = LifeEstimator(prior: prior)
                for (cycle, row) in runs[unit].enumerated() {
                    estimator.update(index.value(row), at: Double(cycle))
                    guard cuts.contains(cycle), let life = estimator.remaining() else { continue }
                    let truth = Double(min(runs[unit].count - 1 - cycle, 125))
                    errors.append(life.estimate - truth)
                    held += life.low <= truth && truth <= life.high ? 1 : 0
                }
            }
        }
        let count = Double(errors.count)
        let rmse = (errors.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
        print("C-MAPSS FD001 health trend: capped RMSE \(rmse), covers \(100 * held / count) % of \(errors.count) cuts")
        #expect(rmse <= 20)
        #expect((0.75...0.85).contains(held / count))
    }

    private struct Record: Decodable {
        var file: String
        var label: String
        var rpm: Double?
    }

    @Test("CWRU drive end: at least 41 of 44 faults of races and 52 of 60 of all are told")
    func bearings() throws {
        let folder = try #require(publishedData) + "/bearings/"
        let index = try Data(contentsOf: URL(fileURLWithPath: folder + "index.json"))
        let bearing = try #require(Bearing.known["6205"])
        var right = ["IR": 0, "OR": 0, "B": 0]
        var counted = right
        for record in try JSONDecoder().decode([Record].self, from: index) {
            guard let part = ["IR": Bearing.Part.innerRace, "OR": .outerRace, "B": .ball][record.label],
                let rpm = record.rpm, FileManager.default.fileExists(atPath: folder + record.file)
            else { continue }
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + record.file)))
            let samples = try #require(Waveform.unpack(bytes, .float32))
            let waveform = try #require(Waveform(samples: samples, rate: 12_000, unit: .gravity))
            counted[record.label, default: 0] += 1
            let found = BearingDiagnosis(waveform, bearing: bearing, shaft: rpm / 60)
            right[record.label, default: 0] += found.part == part ? 1 : 0
        }
        print("CWRU drive end: \(right) of \(counted)")
        #expect(counted == ["IR": 16, "OR": 28, "B": 16])
        #expect((right["IR"] ?? 0) + (right["OR"] ?? 0) >= 41)
        #expect(right.values.reduce(0, +) >= 52)
    }

    @Test("IMS test 2: bearing 1 alarms first, at least 70 hours before the end")
    func runToFailure() throws {
        let rows = try lines("ims/2nd_test_resmaple_10minutes.csv").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).suffix(4).compactMap { Double($0) }
        }
        var alarms = [Int](repeating: .max, count: 4)
        for bearing in 0..<4 {
            var detector = try DetectorDefinition(
                kind: .ewma, settings: ["alpha": 0.1, "sigmas": 6, "warmup": 200]
            ).make()
            for (index, row) in rows.enumerated() where alarms[bearing] == .max {
                let score = detector.update([row[bearing]], at: Timestamp(milliseconds: Int64(index) * 600_000))
                if score?.isAlarm == true { alarms[bearing] = index }
            }
        }
        let hours = Double(rows.count - alarms[0]) / 6
        print("IMS test 2: first alarms at rows \(alarms) of \(rows.count); bearing 1 \(hours) h before the end")
        #expect(alarms[0] == alarms.min() && alarms[1...].allSatisfy { $0 > alarms[0] })
        #expect(hours >= 70)
    }
}
