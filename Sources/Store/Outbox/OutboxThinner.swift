/// Goes over the outbox from the oldest to the newest and merges what can be merged, a block of rows at a time, whenever
/// room is needed: first all of the lowest class with the finest window, then again with the next.
final class OutboxThinner {
    /// One block is in memory at a time.
    private static let blockBytes = 256 << 10
    private static let blockRows = 512
    /// Blocks looked at for one commit: beyond, the oldest goes rather than the commit waits.
    private static let blocksPerCommit = 16
    /// A row has one time, by which its age is judged: what is merged into one was queued within an hour.
    private static let rowMilliseconds: Int64 = 3_600_000

    private let table: OutboxTable
    private let thinning: any Thinning
    /// By lane, the row from which each window goes on.
    private var next: [OutboxLane: [Int64]] = [:]
    private var blocksLeft = 0

    init(_ table: OutboxTable, _ thinning: any Thinning) {
        self.table = table
        self.thinning = thinning
    }

    /// Before each commit.
    func begin() { blocksLeft = Self.blocksPerCommit }

    /// Merges some of what is least worth keeping as it is. Returns the entries that are gone for it; nil when nothing
    /// can be merged, or not within this commit.
    func mergeSome() throws(StoreError) -> Int64? {
        let lanes = table.account.lanes.keys.filter { isThinnable($0.deliveryClass) }
            .sorted { ($0.deliveryClass, $1.number) > ($1.deliveryClass, $0.number) }
        for lane in lanes {
            for window in thinning.windowsMilliseconds.indices {
                while blocksLeft > 0, let block = try block(lane, window) {
                    blocksLeft -= 1
                    next[lane]?[window] = block.end + 1
                    let merged = try merge(block, thinning.windowsMilliseconds[window])
                    if merged > 0 { return merged }
                }
            }
        }
        return nil
    }

    private func isThinnable(_ deliveryClass: DeliveryClass) -> Bool {
        deliveryClass != .alarms && thinning.classes.contains(deliveryClass)
    }

    private struct Block {
        let lane: OutboxLane
        var rows: [Int64] = []
        var entries: [OutboxEntry] = []
        /// The last row looked at.
        var end: Int64 = 0
    }

    /// The next rows of a lane for a window: not those that the window before has not seen, nor the newest, behind which
    /// readers of what is new stand.
    private func block(_ lane: OutboxLane, _ window: Int) throws(StoreError) -> Block? {
        let places = next[lane] ?? thinning.windowsMilliseconds.map { _ in lane.keys.lowerBound }
        next[lane] = places
        let limit = window == 0 ? lane.keys.upperBound : places[window - 1] - 1
        guard let newest = try table.lastRow(lane) else { return nil }
        var block = Block(lane: lane)
        var bytes = 0
        var place = places[window]
        while bytes < Self.blockBytes && block.rows.count < Self.blockRows,
            let found = try table.firstRow(from: place), found.id <= limit, found.id < newest
        {
            place = found.id + 1
            block.end = found.id
            if thinning.isUnderWay(row: found.id) { break }
            guard let (content, delivered) = try table.read(row: found.id) else { break }
            // A damaged row is repaired first, with the next commit.
            if content.isDamaged { break }
            block.rows.append(found.id)
            for index in content.entries.indices where !delivered[index] {
                guard let entry = content.entry(at: index) else { continue }
                block.entries.append(entry)
                bytes += entry.payload.count
            }
        }
        return block.end > 0 ? block : nil
    }

    /// Writes the block's rows anew with what is left of their entries. Returns how many are gone.
    private func merge(_ block: Block, _ window: Int64) throws(StoreError) -> Int64 {
        let left = thinning.thin(block.entries, windowMilliseconds: window)
            .filter { block.entries.indices.contains($0.index) }.sorted { $0.index < $1.index }
        guard left.count < block.entries.count, !left.isEmpty else { return 0 }
        for row in block.rows { _ = try table.drop(row: row) }
        var builder: OutboxRowBuilder?
        for thinned in left {
            let entry = block.entries[thinned.index]
            if let full = builder, full.isFull || entry.time - full.time > Self.rowMilliseconds {
                try table.write(full.sealed(table.compressor))
                builder = nil
            }
            var row =
                builder ?? OutboxRowBuilder(lane: block.lane, firstSequence: entry.sequence, time: entry.time)
            // One owner, or each entry would copy the row.
            builder = nil
            let payload = thinned.payload ?? entry.payload
            row.append(payload, payload.indices, sequence: entry.sequence, device: entry.device)
            builder = row
        }
        if let builder { try table.write(builder.sealed(table.compressor)) }
        return Int64(block.entries.count - left.count)
    }
}
