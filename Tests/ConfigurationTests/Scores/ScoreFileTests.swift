import Configuration
import Engine
import Foundation
import Scoring
import Telemetry
import Testing

/// Files that scores name: models that were trained elsewhere, and what detectors have learned.
@Suite("Files of scores")
struct ScoreFileTests {
    /// Models that the tests of `Scoring` have, with rows and their library's answers.
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "ScoringTests/Fixtures")

    private static let text = """
        device: m
        inputs:
          i: {mqtt: plant/m, signals: {a: a, b: b, c: c, d: d, e: e, f: f}}
        scores:
          s: {model: models/m.txt, format: lightgbm, features: [a, b, c, d, e, f], missing: default}
        rules: {r: {when: s > 1e9}}

        """

    private func files(_ text: String, model: String?) throws -> Files {
        let files = try Files(devices: ["m": text])
        guard let model else { return files }
        try FileManager.default.createDirectory(
            atPath: "\(files.path)/devices/models", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try files.write(
            [UInt8](try Data(contentsOf: Self.fixtures.appending(path: model))), to: "devices/models/m.txt")
        return files
    }

    @Test("a model in a device file answers as the library that trained it, with missing values too")
    func model() throws {
        var machine = try Machine(try files(Self.text, model: "lightgbm-regression.lightgbm"))
        let rows = try String(
            contentsOf: Self.fixtures.appending(path: "lightgbm-regression.rows"), encoding: .utf8)
        var compared = 0
        for (number, line) in rows.split(separator: "\n").enumerated() {
            let parts = line.split(separator: "|").map { $0.split(separator: " ").compactMap { Double($0) } }
            let row = parts[0].map { $0.isNaN ? nil : $0 }
            guard row.contains(where: { $0 != nil }) else { continue }
            machine.read(
                at: Int64(number) * 1000,
                ["a": row[0], "b": row[1], "c": row[2], "d": row[3], "e": row[4], "f": row[5]])
            let ours = try #require(machine.number("s"))
            #expect(abs(ours - parts[1][0]) < 1e-9 * max(1, abs(ours)))
            compared += 1
        }
        // One row has no value at all, and so is no row.
        #expect(compared == 29)
    }

    @Test("without 'missing: default' a row that lacks a feature has no score")
    func noScore() throws {
        let text = Self.text.replacing(", missing: default", with: "")
        var machine = try Machine(try files(text, model: "lightgbm-regression.lightgbm"))
        machine.read(at: 0, ["a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1])
        #expect(machine.number("s") != nil)
        machine.read(at: 1000, ["a": 1, "b": 1, "c": 1, "d": 1, "e": 1])
        #expect(machine.value("s") == nil)
    }

    @Test("with every, a model is fed the last value of each signal, from whatever input and within its deadband")
    func held() throws {
        let text = Self.text.replacing(", missing: default", with: ", every: 10s")
            .replacing("rules:", with: "signals: {a: {deadband: 5}}\nrules:")
        var machine = try Machine(try files(text, model: "lightgbm-regression.lightgbm"))
        machine.read(at: 1000, ["a": 0.3, "b": 0.8, "c": 0.3])
        machine.read(at: 2000, ["d": -1.3, "e": 0.9, "f": 4])
        machine.pass(to: 10_000)
        let first = try #require(machine.number("s"))
        machine.read(at: 11_000, ["a": -0.8])
        machine.pass(to: 20_000)
        #expect(try #require(machine.number("s")) != first)
    }

    @Test("features are the same as those of a file of rows")
    func features() throws {
        let features = ["ewma(a, 0.3)", "mean(a, 3)", "std(a, 5)", "delta(a, 2)", "departure(b, 0.1)", "age()"]
        let text = Self.text.replacing(
            "[a, b, c, d, e, f]", with: "[\(features.map { "\"\($0)\"" }.joined(separator: ", "))]")
        var machine = try Machine(try files(text, model: "lightgbm-regression.lightgbm"))
        let bytes = [UInt8](try Data(contentsOf: Self.fixtures.appending(path: "lightgbm-regression.lightgbm")))
        let model = try TrainedModel(bytes, format: .lightgbm)
        var extractor = try FeatureExtractor(
            features: try features.map { text in try Feature(text) }, signals: ["a", "b"])
        var noise = Noise(3)
        for second in Int64(0)..<40 {
            let (a, b) = (noise.next(), noise.next())
            machine.read(at: second * 1000, ["a": a, "b": b])
            #expect(machine.number("s") == model.predict(extractor.update([a, b])))
        }
    }

    @Test("a model that does not load, or that is fed something else, is a mistake of the file")
    func mistakes() throws {
        let file = "devices/m.yaml"
        let missing = try files(Self.text, model: nil).load().lines
        #expect(missing == ["\(file):5:14: error: 'devices/models/m.txt': there is no such file"])
        let other = try files(Self.text, model: "onnx-forest.onnx").load().lines
        #expect(other.count == 1 && other[0].hasPrefix("\(file):5:14: error: 'models/m.txt': "))
        let few = try files(Self.text.replacing(", f]", with: "]"), model: "lightgbm-regression.lightgbm").load().lines
        #expect(
            few.first == "\(file):5:57: error: the model 'models/m.txt' takes 6 features, but 5 are given; "
                + "write the 6 features that it was trained with, in their order")
        let large = try files(Self.text, model: "lightgbm-regression.lightgbm")
        try large.write([UInt8](repeating: 0x61, count: (16 << 20) + 1), to: "devices/models/m.txt")
        #expect(large.load().lines.first?.contains("it is larger than 16MiB") == true)
    }

    @Test("features in another order than the model's own are a mistake, and the mend is their order")
    func order() throws {
        let files = try files(Self.text, model: "lightgbm-regression.lightgbm")
        let model = try String(
            contentsOf: Self.fixtures.appending(path: "lightgbm-regression.lightgbm"), encoding: .utf8)
        let names = "Column_0 Column_1 Column_2 Column_3 Column_4 Column_5"
        try files.write(model.replacing(names, with: "b a c d e f"), to: "devices/models/m.txt")
        #expect(
            files.load().lines == [
                "devices/m.yaml:5:57: error: 'a' stands where the model was trained with 'b'; write [b, a, c, d, e, f]"
            ])
        // Only one of its names is a signal here, and it stands elsewhere.
        try files.write(
            model.replacing(names, with: "Column_0 a Column_2 Column_3 Column_4 Column_5"), to: "devices/models/m.txt")
        #expect(files.load().lines.first?.contains("'b' stands where the model was trained with 'a'") == true)
        // One of the device's signals instead of another, both plain.
        try files.write(model.replacing(names, with: "a b c d e g"), to: "devices/models/m.txt")
        #expect(files.load().lines.isEmpty, "g is no signal")
        let other = try self.files(
            Self.text.replacing("f: f}", with: "f: f, g: g}"), model: "lightgbm-regression.lightgbm")
        try other.write(model.replacing(names, with: "a b c d e g"), to: "devices/models/m.txt")
        #expect(other.load().lines.first?.contains("'f' stands where the model was trained with 'g'") == true)
    }

    // MARK: Fleets

    @Test("a health index and the remaining life follow from the runs of a fleet")
    func fleet() throws {
        // Wear of `a` from 1 to 2 in 100 hours, `b` says nothing.
        var trainer = HealthTrainer(signals: 2)
        var noise = Noise(9)
        var runs: [[[Double]]] = []
        for run in 0..<6 {
            let length = 90 + 5 * run
            runs.append(
                (0..<length).map { [1 + exp(-0.05 * Double(length - 1 - $0)) + 0.01 * noise.next(), noise.next()] })
        }
        for run in runs { trainer.add(run: run, healthy: 30, worn: 5) }
        let index = try #require(trainer.index())
        let prior = try #require(
            FleetPrior(learning: runs.map { run in run.map { index.value($0) } }, horizon: 80))
        let fleet = FleetFile(signals: ["a", "b"], index: index, prior: prior, hoursPerRow: 0.5)
        #expect(FleetFile(fleet.json) == fleet)
        let text = """
            device: m
            inputs:
              i: {mqtt: plant/m, signals: {a: a, b: b}}
            scores:
              worn: {health: fleet.json, of: [a, b]}
              life: {remaining_life: {of: worn, fleet: fleet.json}}
            rules: {r: {when: worn > 0.9 && life < 10.0}}

            """
        let files = try Files(devices: ["m": text])
        try files.write(fleet.json, to: "devices/fleet.json")
        var machine = try Machine(files)
        for (row, values) in runs[3].enumerated() {
            machine.read(at: Int64(row) * 1_800_000, ["a": values[0], "b": values[1]])
            guard row == runs[3].count - 21 else { continue }
            // Twenty rows of half an hour are left.
            #expect(abs(try #require(machine.number("life")) - 10) < 4)
        }
        #expect(try #require(machine.number("worn")) > 0.6)
        #expect(try #require(machine.number("life")) < 2)
        #expect(try machine.restored().engine.snapshot() == machine.engine.snapshot())
        let other = try Files(devices: ["m": text.replacing("[a, b]", with: "[b, a]")])
        try other.write(fleet.json, to: "devices/fleet.json")
        #expect(
            other.load().lines.first
                == "devices/m.yaml:5:18: error: 'fleet.json' is of other signals; write 'of: [a, b]'")
        try other.write(Array("{}".utf8), to: "devices/fleet.json")
        #expect(
            other.load().lines.first
                == "devices/m.yaml:5:18: error: 'fleet.json': it is no file that weir fleet wrote; make it again: weir fleet"
        )
    }

    // MARK: What was learned

    private static let wear = """
        device: m
        inputs:
          i: {mqtt: plant/m, signals: {a: a, b: b}}
        scores:
          w: {detect: cusum, of: [a, b], warmup: 30, learned: m-w.json}
        derive: {l: w.learning}
        rules: {r: {when: w >= 1.0}}

        """

    private func learned(warmup: Double = 30, signals: [String] = ["a", "b"]) throws -> [UInt8] {
        let definition = try DetectorDefinition(kind: .cusum, channels: signals.count, settings: ["warmup": warmup])
        var detector = definition.make()
        var noise = Noise(5)
        for second in Int64(0)..<50 {
            _ = detector.update(
                signals.map { _ in 10 + noise.next() }, at: Timestamp(milliseconds: second * 1000))
        }
        return LearnedBaseline(
            detector: "cusum", signals: signals, rows: 50, from: "2026-01-05T00:00:00.000Z",
            to: "2026-01-05T00:00:49.000Z", state: definition.snapshot(of: detector)
        ).json
    }

    @Test("a detector that has learned scores from its first row, and knows what is strange")
    func learnedDetector() throws {
        let files = try Files(devices: ["m": Self.wear])
        try files.write(try learned(), to: "devices/m-w.json")
        var machine = try Machine(files)
        #expect(machine.value("l") == .flag(false))
        machine.read(at: 0, ["a": 10, "b": 10])
        #expect(try #require(machine.number("w")) < 1)
        for second in Int64(1)..<6 { machine.read(at: second * 1000, ["a": 20, "b": 10]) }
        #expect(try #require(machine.number("w")) >= 1)
    }

    @Test("what was learned of something else is a mistake, and so is what is no such file")
    func learnedMistakes() throws {
        func mistake(_ bytes: [UInt8]) throws -> String? {
            let files = try Files(devices: ["m": Self.wear])
            try files.write(bytes, to: "devices/m-w.json")
            return files.load().lines.first
        }
        let place = "devices/m.yaml:5:55: error: 'm-w.json': "
        #expect(
            try mistake(try learned(signals: ["a"])) == place
                + "it was learned of a, not of a, b; learn again: weir learn")
        #expect(
            try mistake(try learned(warmup: 31)) == place
                + "it was learned by another detector, or with other settings; learn again: weir learn")
        #expect(
            try mistake(Array("{}".utf8)) == place + "it is no file that weir learn wrote; learn again: weir learn")
    }

    @Test("each device of a file has its own, where the name says {device}")
    func perDevice() throws {
        let text = Self.wear.replacing("device: m\n", with: "device: \"{device}\"\ndevices: [m, n]\n")
            .replacing("plant/m", with: "\"plant/{device}\"").replacing("m-w.json", with: "\"{device}-w.json\"")
        let files = try Files(devices: ["m": text])
        try files.write(try learned(), to: "devices/m-w.json")
        #expect(
            files.load().lines == [
                "devices/m.yaml:6:55: error: 'devices/n-w.json': there is no such file"
            ])
        let open = try Files(devices: ["m": text.replacing("devices: [m, n]\n", with: "# any of them\n")])
        #expect(
            open.load().lines == [
                "devices/m.yaml:6:55: error: '{device}-w.json' is a file for each device, and any device may appear; "
                    + "list the devices, as in 'devices: [m-1, m-2]', or name one file for all"
            ])
        try files.write(try learned(), to: "devices/n-w.json")
        var machine = try Machine(files)
        machine.read(at: 0, ["a": 10, "b": 10])
        #expect(machine.number("w") != nil)
    }
}
