internal import Scoring

extension Engine {
    /// What a device's detector has learned, as `DetectorDefinition.snapshot(of:)` writes it.
    /// - Returns: nil for a score that is no detector's.
    public func learnedState(device: Int, score: Int) -> (state: [UInt8], isLearning: Bool)? {
        let plan = self.plan.templates[template(of: device)].scores[score]
        guard case .detector(let definition, _) = plan.judge,
            let detector = devices[device].scores[score].detector
        else { return nil }
        return (definition.snapshot(of: detector), detector.isLearning)
    }
}
