/// A model that something else than this module runs. It answers the same to the same row, keeps nothing between rows, and
/// may be asked by several threads.
public protocol ExternalModel: Sendable {
    /// Features that a row must have.
    var inputCount: Int { get }
    /// - Parameter features: `inputCount` of them; NaN is missing.
    /// - Returns: one number, or one probability a class; NaN where there is no answer.
    func outputs(_ features: [Double]) -> [Double]
}
