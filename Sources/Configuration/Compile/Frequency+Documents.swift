internal import Documents
internal import Engine

extension Frequency {
    /// A rate as a file writes it. One out of bounds was reported where it is read; here it must only not trap.
    init(_ rate: Rate) {
        let count = Int(clamping: rate.count)
        self.init(
            count: min(max(count, Frequency.counts.lowerBound), Frequency.counts.upperBound),
            perMilliseconds: rate.perMilliseconds)
    }

    /// Whether a rate of a file is within the bounds.
    static func allows(_ rate: Rate) -> Bool { counts.contains(Int(clamping: rate.count)) }
}
