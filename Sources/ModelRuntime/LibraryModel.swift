internal import CONNXRuntime
internal import Scoring

/// A model in a session of ONNX Runtime.
///
/// Unchecked: the session is made once and never changed, and the library runs a session on several threads at once.
final class LibraryModel: ExternalModel, @unchecked Sendable {
    let inputCount: Int
    private let outputCount: Int
    private let model: OpaquePointer

    /// - Parameter library: as dlopen(3) takes it.
    init(_ bytes: [UInt8], library: String) throws(ModelError) {
        var reason = [CChar](repeating: 0, count: 512)
        guard let model = weir_onnx_open(library, bytes, bytes.count, &reason, reason.count) else {
            let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .library(String(decoding: text, as: UTF8.self))
        }
        self.model = model
        inputCount = weir_onnx_input_count(model)
        outputCount = weir_onnx_output_count(model)
    }

    deinit {
        weir_onnx_close(model)
    }

    func outputs(_ features: [Double]) -> [Double] {
        precondition(features.count == inputCount)
        var outputs = [Double](repeating: .nan, count: outputCount)
        guard weir_onnx_run(model, features, &outputs) == 0 else {
            return Array(repeating: .nan, count: outputCount)
        }
        return outputs
    }
}
