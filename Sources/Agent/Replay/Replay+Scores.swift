internal import Engine
internal import Scoring

/// What scores make of the lines taken so far.
extension Replay {
    /// A detector's score, and what it has learned of one device.
    public struct Learned: Sendable {
        /// The names of what a row is made of, in order.
        public var signals: [String]
        public var detector: String
        /// As the detector's definition writes it; nil while it has not seen enough rows.
        public var state: [UInt8]?
    }

    /// Why there is nothing to learn, in words.
    public enum Untaught: Error, Sendable, Equatable {
        case noDevice
        case noScore(known: [String])
        case noDetector
    }

    public func learned(score name: String, device: String) throws(Untaught) -> Learned {
        guard let index = host.engine.device(named: device) else { throw .noDevice }
        let scores = host.engine.plan.templates[host.engine.template(of: index)].scores
        guard let score = scores.firstIndex(where: { $0.name == name }) else {
            throw .noScore(known: scores.map(\.name))
        }
        guard case .detector(let definition, _) = scores[score].judge,
            let learned = host.engine.learnedState(device: index, score: score)
        else { throw .noDetector }
        return Learned(
            signals: scores[score].channels.map(\.name), detector: definition.kind.rawValue,
            state: learned.isLearning ? nil : learned.state)
    }
}
