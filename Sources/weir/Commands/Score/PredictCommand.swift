internal import ArgumentParser
internal import Glibc
internal import ModelRuntime
internal import Scoring

/// What `features` and `predict` have in common.
struct FeatureOptions: ParsableArguments {
    @Option(help: "A file with a feature a line, such as ewma(vibration, 0.1); # begins a comment.")
    var features: String

    @Option(help: "A column whose change begins a new run, such as the number of an engine.")
    var per: String?

    @Argument(help: "A file with a header; - or nothing for standard input.")
    var file: String?

    fileprivate func declared() throws -> [Feature] {
        var lines = try LineReader(path: features)
        var declared: [Feature] = []
        var number = 0
        while let line = lines.next() {
            number += 1
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") && $0 != 0x0D }, as: UTF8.self)
            guard text.contains(where: { $0 != " " }) else { continue }
            do throws(FeatureError) {
                declared.append(try Feature(text))
            } catch {
                throw ScoreInputError.line(number, error.description)
            }
        }
        guard !declared.isEmpty else { throw ScoreInputError.file("it declares no feature") }
        return declared
    }

    fileprivate func run(model: ([Feature]) throws -> TrainedModel?) throws {
        var stream = try reporting(features) {
            let features = try declared()
            return ModelStream(features: features, model: try model(features), per: per)
        }
        let path = file ?? "-"
        var lines = try LineReader(path: path)
        var output: [UInt8] = []
        defer { StandardOutput.write(output) }
        try reporting(path) {
            while let line = lines.next() {
                output += try stream.take(line) ?? []
                guard path == "-" || output.count > 60_000 else { continue }
                StandardOutput.write(output)
                output.removeAll(keepingCapacity: true)
            }
        }
        stream.badCells.warn(path: path == "-" ? "<stdin>" : path)
    }

    private func reporting<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as ScoreInputError {
            StandardError.write(error.message(path: path == "-" ? "<stdin>" : path) + "\n")
            throw ExitStatus.wrong
        }
    }
}

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "The rows of a CSV file with the features that a model would be fed: for training elsewhere.")

    @OptionGroup var options: FeatureOptions

    func run() throws {
        try options.run { _ in nil }
    }
}

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "The rows of a CSV file with a trained model's prediction.")

    @Option(help: "The file of the model.")
    var model: String

    @Option(help: "lightgbm (text), xgboost (JSON) or onnx.")
    var format: ModelFormatName

    @Option(help: "What runs an ONNX model: native, or onnxruntime where that library is (see WEIR_ONNXRUNTIME).")
    var runtime = ModelRuntimeOption.native

    @OptionGroup var options: FeatureOptions

    func run() throws {
        try options.run { features in try load(for: features) }
    }

    private func load(for features: [Feature]) throws -> TrainedModel {
        do {
            let loaded = try runtime.name.load(try ScoreStateFile.read(model), format: format.format)
            guard loaded.inputCount == features.count else {
                throw ModelError.inputs(expected: loaded.inputCount, given: features.count)
            }
            return loaded
        } catch let error as ScoreInputError {
            StandardError.write(error.message(path: model) + "\n")
        } catch let error as ModelError {
            StandardError.write("error: \(model): \(error.description)\n")
        }
        throw ExitStatus.wrong
    }
}

enum ModelRuntimeOption: String, ExpressibleByArgument, CaseIterable {
    case native, onnxruntime

    var name: ModelRuntimeName {
        switch self {
        case .native: .native
        case .onnxruntime: .onnxruntime
        }
    }
}

enum ModelFormatName: String, ExpressibleByArgument, CaseIterable {
    case lightgbm, xgboost, onnx

    var format: ModelFormat {
        switch self {
        case .lightgbm: .lightgbm
        case .xgboost: .xgboost
        case .onnx: .onnx
        }
    }
}
