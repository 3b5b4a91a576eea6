extension ChipSurvey {
    /// The one line that a chip's and a line's name mean, as it was when the survey was made.
    /// - Throws: why there is not exactly one, or who holds it: then another than `consumer`.
    public func find(chip: ChipName, line: LineName, consumers: [String]) throws(GPIOError) -> LinePlace {
        let place = try LineSearch.find(chip: chip, line: line, in: self)
        let held = chips.first { $0.path == place.chipPath }?.lines.first { $0.offset == place.offset }
        if let held, held.isUsed, !consumers.contains(held.consumer ?? "") {
            throw .busy(place, consumer: held.consumer)
        }
        return place
    }
}
