/// The formats that are read natively.
public enum ModelFormat: String, Sendable, CaseIterable {
    case lightgbm
    case xgboost
    case onnx
}

/// A model trained elsewhere: features in, a number out. A plain value that never changes; what is wrong with a file is
/// found when it is loaded.
public struct TrainedModel: Sendable {
    /// In bytes.
    public static let sizeLimit = 16 << 20
    /// The most features, outputs and nodes that are taken.
    static let inputLimit = 4_096
    static let outputLimit = 1_024
    static let nodeLimit = 1_000_000

    private enum Form: Sendable {
        case trees(TreeEnsemble)
        case program(ONNXProgram)
        case external(any ExternalModel)
    }

    private let form: Form
    public let format: ModelFormat
    /// The names in the file, in order; empty when it names none.
    public let featureNames: [String]

    /// - Parameter bytes: the whole file.
    public init(_ bytes: [UInt8], format: ModelFormat) throws(ModelError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLarge(bytes: bytes.count) }
        self.format = format
        switch format {
        case .lightgbm:
            let file = try LightGBMFile(bytes)
            form = .trees(file.ensemble)
            featureNames = file.featureNames
        case .xgboost:
            let file = try XGBoostFile(bytes)
            form = .trees(file.ensemble)
            featureNames = file.featureNames
        case .onnx:
            form = .program(try ONNXProgram(try ONNXGraph(bytes)))
            featureNames = []
        }
    }

    /// A model of that format that another library runs.
    public init(_ model: any ExternalModel, format: ModelFormat) {
        form = .external(model)
        self.format = format
        featureNames = []
    }

    /// Features that a row must have.
    public var inputCount: Int {
        switch form {
        case .trees(let ensemble): ensemble.inputCount
        case .program(let program): program.inputCount
        case .external(let model): model.inputCount
        }
    }

    /// Bytes that the model occupies here; what another library holds of it is not known.
    public var memory: Int {
        switch form {
        case .trees(let ensemble): ensemble.memory
        case .program(let program): program.memory
        case .external: 0
        }
    }

    /// All outputs: one number, or one probability a class; a model that was trained to name the class gives its index.
    /// - Parameter features: `inputCount` of them; NaN is missing, and goes where the model was trained to send it.
    public func outputs(_ features: [Double]) -> [Double] {
        precondition(features.count == inputCount)
        switch form {
        case .trees(let ensemble): return ensemble.outputs(features)
        case .program(let program): return program.outputs(features)
        case .external(let model): return model.outputs(features)
        }
    }

    /// The model's answer as one number: the output where there is one, the probability of the second class where there
    /// are two, the index of the likeliest class where there are more.
    /// - Parameter features: as for `outputs`.
    public func predict(_ features: [Double]) -> Double {
        let outputs = outputs(features)
        switch outputs.count {
        case 1: return outputs[0]
        case 2: return outputs[1]
        default:
            guard !outputs[0].isNaN else { return .nan }
            let best = outputs.indices.max { outputs[$0] < outputs[$1] }
            return Double(best ?? 0)
        }
    }
}
