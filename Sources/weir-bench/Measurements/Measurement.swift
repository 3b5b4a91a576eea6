/// Something that is measured once in every run.
protocol Measurement {
    /// Weir and its reference, one after the other.
    func run() throws(BenchError) -> [Figure]
}
