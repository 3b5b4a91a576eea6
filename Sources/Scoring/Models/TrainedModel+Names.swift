/// A model that names what it was trained with must not be fed something else in its place.
extension TrainedModel {
    /// The first feature that stands in the place of another: the model's own name of that place is given elsewhere, or
    /// both are plain signals and differ. Names that say nothing, such as `Column_0`, are no contradiction.
    /// - Parameters:
    ///   - given: one an input, in order.
    ///   - isSignal: whether there is a signal of that name.
    /// - Returns: its index, and the model's name for it.
    public func firstMisplaced(_ given: [Feature], isSignal: (String) -> Bool) -> (index: Int, wanted: String)? {
        guard featureNames.count == given.count else { return nil }
        let texts = given.map(\.description)
        for (index, wanted) in featureNames.enumerated() where texts[index] != wanted {
            let isPlain = if case .value = given[index] { true } else { false }
            if texts.contains(wanted) || (isPlain && isSignal(wanted)) { return (index, wanted) }
        }
        return nil
    }
}
