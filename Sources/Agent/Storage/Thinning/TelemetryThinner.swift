internal import Decoding
internal import Store
internal import Telemetry

/// Says in short what readings and summaries said, when an outage has lasted longer than there is room for: one summary
/// a device, with the least, the mean, the most, the last and the count of each signal, so that no extreme is lost.
final class TelemetryThinner: Thinning {
    /// What summaries that were made of readings are called.
    static let name = "thinned"

    let classes = DeliveryClass.summaries...DeliveryClass.readings
    let windowsMilliseconds: [Int64] = [60_000, 600_000, 3_600_000]

    /// Whether a row is under way; the feeds know.
    var isHandedOut: (Int64) -> Bool = { _ in false }

    /// Entries under way lie in memory, and their confirmation must find what was sent.
    func isUnderWay(row: Int64) -> Bool { isHandedOut(row) }

    func thin(_ entries: [OutboxEntry], windowMilliseconds: Int64) -> [ThinnedEntry] {
        var kept: [ThinnedEntry] = []
        var groups: [Group: Merger] = [:]
        for (index, entry) in entries.enumerated() {
            guard let record = TelemetryRecord(entry.payload) else {
                // Nothing that is known to be telemetry.
                kept.append(ThinnedEntry(index: index))
                continue
            }
            let group = Group(
                device: record.device, name: record.name,
                window: record.time.flooredQuotient(windowMilliseconds))
            groups[group, default: Merger()].add(record, at: index)
        }
        for merger in groups.values { kept.append(merger.entry) }
        return kept
    }

    private struct Group: Hashable {
        let device: String
        let name: String
        let window: Int64
    }

    /// Records that become one.
    private struct Merger {
        private var record: TelemetryRecord?
        private var firstID = ""
        private var index = 0
        private var count = 0

        mutating func add(_ later: TelemetryRecord, at place: Int) {
            index = place
            count += 1
            if record == nil {
                record = later
                firstID = later.id
            } else {
                record?.add(later)
            }
        }

        /// At the place of the last, so that the order within the device stays.
        var entry: ThinnedEntry {
            guard count > 1, let record else { return ThinnedEntry(index: index) }
            let (first, last) = (firstID, record.id)
            let id = Identifier {
                $0.combine(TelemetryThinner.name)
                $0.combine(first)
                $0.combine(last)
            }
            return ThinnedEntry(index: index, payload: record.summary(id: id))
        }
    }
}

extension Int64 {
    /// Also before 1970 all of a window has one number.
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
