/// What all runs gave, and the rows made of it.
struct Results {
    var atMostOnce = Pairs<Throughput.Sample>()
    var atLeastOnce = Pairs<Throughput.Sample>()
    var latency = Pairs<Latency.Sample>()
    var idle = Pairs<Idle.Sample>()
    var mixedPlant: [PlantLoad.Sample] = []
    var separatePlant: [PlantLoad.Sample] = []
    var engine: [EngineCost.Sample] = []
    var store: [StoreCost.Sample] = []
    var binaryBytes = 0

    func rows() -> [Row] {
        Results.rows(atMostOnce, "QoS 0") + Results.rows(atLeastOnce, "QoS 1 durable") + idleRows + latencyRows
            + startupRows + plantRows + engineRows + storeRows
    }

    private static func rows(_ pairs: Pairs<Throughput.Sample>, _ name: String) -> [Row] {
        guard !pairs.isEmpty else { return [] }
        return [
            pairs.row("CPU per message, \(name)", "us", decimals: 2, .ratio) { $0.microsecondsPerMessage },
            pairs.row("messages per CPU-second, \(name)", "1/s", decimals: 0, .ratio) {
                1e6 / $0.microsecondsPerMessage
            },
            pairs.row("PSS under load, \(name)", "KiB", decimals: 0, .ratio) { $0.proportionalKiB },
            pairs.row("peak resident, \(name)", "KiB", decimals: 0, .ratio) { $0.peakKiB },
        ]
    }

    private var idleRows: [Row] {
        guard !idle.isEmpty else { return [] }
        return [
            idle.row("PSS idle", "KiB", decimals: 0, .ratio) { $0.proportionalKiB },
            idle.row("CPU idle", "ms/s", decimals: 2, .difference) { $0.processorMillisecondsPerSecond },
        ]
    }

    private var latencyRows: [Row] {
        guard !latency.isEmpty else { return [] }
        return [
            latency.row("sensor to actuator p50", "us", decimals: 0, .difference) { $0.median },
            latency.row("sensor to actuator p99", "us", decimals: 0, .difference) { $0.percentile99 },
            latency.row("sensor to actuator p99.9", "us", decimals: 0, .difference) { $0.percentile999 },
        ]
    }

    private var startupRows: [Row] {
        let startups = (atMostOnce.weir + atLeastOnce.weir).compactMap(\.startup)
        var rows = [Row(name: "binary", unit: "KiB", decimals: 0, weir: [Double(binaryBytes) / 1024])]
        if !startups.isEmpty {
            rows.append(
                Row(name: "cold start to ready", unit: "ms", decimals: 1, weir: startups.map { $0.inSeconds * 1000 }))
        }
        return rows
    }
}

/// Samples of Weir and of its reference, taken in turns.
struct Pairs<Sample> {
    private(set) var weir: [Sample] = []
    private(set) var reference: [Sample] = []

    var isEmpty: Bool { weir.isEmpty }

    mutating func append(
        weir: () throws(BenchError) -> Sample, reference: () throws(BenchError) -> Sample
    ) throws(BenchError) {
        self.weir.append(try weir())
        self.reference.append(try reference())
    }

    func row(
        _ name: String, _ unit: String, decimals: Int, _ comparison: Row.Comparison, _ value: (Sample) -> Double
    ) -> Row {
        Row(
            name: name, unit: unit, decimals: decimals, weir: weir.map(value), reference: reference.map(value),
            comparison: comparison)
    }
}
