internal import Telemetry

/// Joins rows into blocks of a fixed number of rows, and says of each block three things that go wrong differently: its
/// mean (levels), the value furthest from the running mean (spikes either way), its maximum (envelopes).
struct BlockAggregator: Sendable, Equatable {
    static let aggregateCount = 3

    let rowsPerBlock: Int
    /// Rows after which the running mean forgets; before that it is the mean of all.
    let meanMemory: Double
    private(set) var rows: Int64 = 0
    private(set) var mean = 0.0
    private var inBlock = 0
    private var sum = 0.0
    private var maximum = -Double.infinity
    private var extreme = 0.0

    init(rowsPerBlock: Int, meanMemory: Double) {
        self.rowsPerBlock = rowsPerBlock
        self.meanMemory = meanMemory
    }

    /// - Returns: the block's mean, extreme and maximum when this row completes it.
    mutating func add(_ value: Double) -> (mean: Double, extreme: Double, maximum: Double)? {
        rows += 1
        mean += (value - mean) / min(Double(rows), meanMemory)
        if inBlock == 0 || abs(value - mean) > abs(extreme - mean) { extreme = value }
        inBlock += 1
        sum += value
        maximum = max(maximum, value)
        guard inBlock == rowsPerBlock else { return nil }
        defer {
            inBlock = 0
            sum = 0
            maximum = -.infinity
        }
        return (sum / Double(inBlock), extreme, maximum)
    }

    func write(to bytes: inout ByteWriter) {
        bytes.signed(rows)
        bytes.count(inBlock)
        for number in [mean, sum, maximum, extreme] { bytes.double(number) }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        rows = try bytes.rowCount()
        inBlock = try bytes.index()
        guard inBlock < rowsPerBlock else { throw bytes.malformed }
        mean = try bytes.finite()
        sum = try bytes.finite()
        maximum = try bytes.double()
        extreme = try bytes.finite()
    }
}
