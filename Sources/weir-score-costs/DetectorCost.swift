internal import Scoring
internal import Telemetry

/// A detector that has learned, row by row.
enum DetectorCost {
    private static let copies = 50
    private static let warmUp = 6_000
    private static let rows = 20_000

    static func measure(_ kind: DetectorKind, channels: Int = 1) throws(ScoringError) -> Cost {
        let definition = try DetectorDefinition(kind: kind, channels: channels)
        var signal = Signal()
        let table = (0..<warmUp + rows).map { _ in (0..<channels).map { _ in signal.next() } }
        let before = Cost.heapBytes
        var detectors = (0..<copies).map { _ in definition.make() }
        for copy in detectors.indices {
            for row in 0..<warmUp { _ = detectors[copy].update(table[row], at: time(row)) }
        }
        let heap = Double(Cost.heapBytes - before) / Double(copies) / 1024
        var detector = detectors[0]
        detectors.removeAll()
        var scores = 0
        let (microseconds, allocations) = Cost.measure(rows) { row in
            if detector.update(table[warmUp + row], at: time(warmUp + row)) != nil { scores += 1 }
        }
        // Some judge only every so many rows.
        precondition(scores > 0, "\(kind) never scored")
        var bytes = ByteWriter()
        detector.write(to: &bytes)
        return Cost(
            microseconds: microseconds, kibibytes: heap, allocations: allocations, snapshot: bytes.bytes.count)
    }

    private static func time(_ row: Int) -> Timestamp {
        Timestamp(milliseconds: 1_767_571_200_000 + Int64(row) * 300_000)
    }
}
