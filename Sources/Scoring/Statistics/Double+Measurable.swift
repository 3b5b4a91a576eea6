extension Double {
    /// Whether sums of its squares stay finite, for as many rows as a state counts: 2^53 squares of differences of such
    /// numbers are below 10^297. What is beyond, like what is not finite, is no measurement but a missing value.
    public var isMeasurable: Bool { magnitude <= 1e140 }
}
