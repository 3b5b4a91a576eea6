/// Rows without a reference: there is no C program that does the same.
extension Results {
    var plantRows: [Row] {
        guard !mixedPlant.isEmpty else { return [] }
        return [
            Row(
                name: "check of 1,000 devices, 204 files", unit: "ms", decimals: 0,
                weir: mixedPlant.map { $0.seconds * 1000 }),
            Row(name: "its peak resident", unit: "KiB", decimals: 0, weir: mixedPlant.map(\.peakKiB)),
            Row(
                name: "check of 1,000 devices, 1,000 files of 11 rules", unit: "ms", decimals: 0,
                weir: separatePlant.map { $0.seconds * 1000 }),
            Row(name: "its peak resident", unit: "KiB", decimals: 0, weir: separatePlant.map(\.peakKiB)),
        ]
    }

    var engineRows: [Row] {
        guard !engine.isEmpty else { return [] }
        func row(_ name: String, _ unit: String, decimals: Int, _ value: (EngineCost.Sample) -> Double) -> Row {
            Row(name: name, unit: unit, decimals: decimals, weir: engine.map(value))
        }
        var rows = [
            row("engine alone, 1,000 devices of 10 rules", "readings per CPU-second", decimals: 0) {
                1e9 / $0.thousandDevices.nanosecondsPerReading
            },
            row("its allocations", "per reading", decimals: 3) { $0.thousandDevices.allocationsPerReading },
            row("engine alone, guards and windows at rest", "ns per reading", decimals: 0) {
                $0.guarded.nanosecondsPerReading
            },
            row("its allocations", "per reading", decimals: 3) { $0.guarded.allocationsPerReading },
        ]
        for (index, count) in EngineCost.ruleCounts.enumerated() {
            rows.append(
                row("engine alone, \(count) rules, 10 read it", "ns per reading", decimals: 0) { $0.byRules[index] })
        }
        for (index, count) in EngineCost.deviceCounts.enumerated() {
            rows.append(
                row("engine alone, \(count) devices of 10 rules", "ns per reading", decimals: 0) {
                    $0.byDevices[index]
                })
        }
        rows.append(row(ExpressionCost.text, "ns", decimals: 1) { $0.expression })
        return rows
    }
}
