/// Why a model file cannot be used.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// More bytes than `TrainedModel.sizeLimit`.
    case tooLarge(bytes: Int)
    /// Not what the format asks for; `place` says where: a line, a byte or a node.
    case malformed(String, place: String)
    /// Understood, but not done here.
    case unsupported(String)
    /// The library that is to run the model is not there, or does not take it.
    case library(String)
    /// The model's inputs are not the features it is to be fed.
    case inputs(expected: Int, given: Int)

    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "the model has \(bytes) bytes; at most \(TrainedModel.sizeLimit) are taken: train fewer or smaller trees"
        case .malformed(let what, let place): "the model is damaged: \(what) (\(place))"
        case .unsupported(let what): "the model has \(what), which is not supported; export it without"
        case .library(let why): "ONNX Runtime can't run it: \(why)"
        case .inputs(let expected, let given): "the model takes \(expected) features, but \(given) are given"
        }
    }
}
