import Foundation
import Scoring
import TestSupport
import Testing

/// Trained models answer what the library that trained them answers, and a broken file is an error.
@Suite struct ModelTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    /// The models there are; an empty folder would be a test of nothing, and so fails `every`.
    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []  // `every` asks for 19
        return names.filter { name in ModelFormat.allCases.contains { name.hasSuffix("." + $0.rawValue) } }.sorted()
    }()

    static func load(_ file: String) throws -> ([UInt8], ModelFormat) {
        let url = folder.appending(path: file)
        return ([UInt8](try Data(contentsOf: url)), try #require(ModelFormat(rawValue: url.pathExtension)))
    }

    @Test("every model of the folder is there")
    func every() {
        #expect(Self.files.count == 19)
    }

    @Test("a model answers as its own library does, with missing values too", arguments: files)
    func parity(file: String) throws {
        let (bytes, format) = try Self.load(file)
        let model = try TrainedModel(bytes, format: format)
        let rows = Self.folder.appending(path: file).deletingPathExtension().appendingPathExtension("rows")
        var compared = 0
        for line in try String(contentsOf: rows, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: "|").map { $0.split(separator: " ").compactMap { Double($0) } }
            #expect(parts[0].count == model.inputCount)
            var outputs = model.outputs(parts[0])
            if outputs.count == 2, parts[1].count == 1 { outputs.removeFirst() }
            #expect(outputs.count == parts[1].count)
            for (ours, theirs) in zip(outputs, parts[1]) {
                let tolerance = format == .lightgbm ? 1e-9 * max(abs(theirs), 1e-9) : 2e-6 * max(abs(theirs), 1)
                #expect(abs(ours - theirs) <= tolerance, "\(ours) is not \(theirs)")
            }
            compared += 1
        }
        #expect(compared == 30)
    }

    @Test("a model that was trained to name the class, or the side, names it")
    func named() throws {
        func pair(_ file: String, _ objective: String, _ other: String) throws -> (TrainedModel, TrainedModel) {
            let (bytes, format) = try Self.load(file)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("\"\(objective)\""))
            return (
                try TrainedModel(bytes, format: format),
                try TrainedModel(Array(text.replacing("\"\(objective)\"", with: "\"\(other)\"").utf8), format: format)
            )
        }
        let (classes, named) = try pair("xgboost-classes.xgboost", "multi:softprob", "multi:softmax")
        let (sides, hinge) = try pair("xgboost-binary.xgboost", "binary:logistic", "binary:hinge")
        var series = Series(seed: 23)
        var seen: Set<Double> = []
        for _ in 0..<60 {
            let row = (0..<max(classes.inputCount, sides.inputCount)).map { _ in 2 * series.normal() }
            #expect(
                named.outputs(Array(row.prefix(named.inputCount))) == [
                    classes.predict(Array(row.prefix(classes.inputCount)))
                ])
            seen.formUnion(hinge.outputs(Array(row.prefix(hinge.inputCount))))
        }
        #expect(seen == [0, 1])
    }

    @Test("a cut or changed model file is an error or another model, never a crash", arguments: files)
    func damaged(file: String) throws {
        let (bytes, format) = try Self.load(file)
        let seed = Trials.seed()
        // Said before: a crash has no time to.
        print("damaged \(file): seed \(seed)")
        var series = Series(seed: seed)
        var refused = 0
        for round in 0..<150 {
            var damaged = bytes
            if round % 3 == 0 {
                damaged.removeLast(1 + Int(series.uniform() * Double(bytes.count - 1)))
            } else {
                for _ in 0...round % 4 {
                    damaged[Int(series.uniform() * Double(bytes.count))] = UInt8(truncatingIfNeeded: series.word())
                }
            }
            do throws(ModelError) {
                let model = try TrainedModel(damaged, format: format)
                _ = model.outputs(Array(repeating: 0.5, count: model.inputCount))
                _ = model.outputs(Array(repeating: .nan, count: model.inputCount))
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 30)
    }

    @Test("what is no model, too large, or needs what is not done is an error that says so")
    func refused() {
        for format in ModelFormat.allCases {
            #expect(throws: ModelError.self) { try TrainedModel([], format: format) }
            #expect(throws: ModelError.self) { try TrainedModel(Array("nonsense".utf8), format: format) }
            #expect(throws: ModelError.tooLarge(bytes: TrainedModel.sizeLimit + 1)) {
                try TrainedModel(Array(repeating: 0x20, count: TrainedModel.sizeLimit + 1), format: format)
            }
        }
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: ModelError.self) { try TrainedModel(deep, format: .xgboost) }
        let wide = Array("[\(String(repeating: "[],", count: 1_000_001))1]".utf8)
        #expect(throws: ModelError.self) { try TrainedModel(wide, format: .xgboost) }
        let cycle = """
            tree\nnum_tree_per_iteration=1\nmax_feature_idx=0\n\nTree=0\nnum_leaves=3\nsplit_feature=0 0\nthreshold=1 1
            decision_type=2 2\nleft_child=1 0\nright_child=-1 -2\nleaf_value=1 2 3\n\nend of trees\n
            """
        #expect(throws: ModelError.self) { try TrainedModel(Array(cycle.utf8), format: .lightgbm) }
    }
}
