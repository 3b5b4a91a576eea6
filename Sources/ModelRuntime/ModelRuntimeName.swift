internal import Glibc
public import Scoring

/// What runs a trained model.
public enum ModelRuntimeName: String, Sendable, CaseIterable {
    /// This program.
    case native
    /// The library ONNX Runtime, where it is installed.
    case onnxruntime

    /// Loads a model's file for that.
    /// - Throws: also where the library is not there; only ONNX files are for it.
    public func load(_ bytes: [UInt8], format: ModelFormat) throws(ModelError) -> TrainedModel {
        guard self == .onnxruntime else { return try TrainedModel(bytes, format: format) }
        guard format == .onnx else { throw .library("it runs ONNX models, not \(format.rawValue)") }
        guard bytes.count <= TrainedModel.sizeLimit else { throw .tooLarge(bytes: bytes.count) }
        return TrainedModel(try LibraryModel(bytes, library: Self.library), format: format)
    }

    /// Where the library is: a path, or a name that the system searches for.
    private static var library: String {
        getenv("WEIR_ONNXRUNTIME").map { String(cString: $0) } ?? "libonnxruntime.so.1"
    }
}
