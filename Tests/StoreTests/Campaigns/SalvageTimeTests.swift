import Glibc
import Store
import TestSupport
import Testing

/// How long a damaged store of full size keeps the service away. Run by `deploy/faults` alone, with the binary that is
/// shipped in WEIR_SALVAGE_BINARY: a build for tests says nothing of its speed.
@Suite("Salvage time", .enabled(if: getenv("WEIR_SALVAGE_BINARY") != nil))
struct SalvageTimeTests {
    private static let promisedMilliseconds: Int64 = 30_000
    private static let maximumBytes: Int64 = 256 << 20

    /// Fills a store up to its bound with records that do not compress; returns the bytes of the database.
    private func fill(_ path: String) throws -> Int64 {
        var options = StoreOptions()
        options.maximumBytes = Self.maximumBytes
        let store = try Store.open(directory: path, options: options)
        let central = try store.destination(named: "central")
        var generator = SeededGenerator(1)
        var batch = Batch()
        while store.ledger?[.droppedFull] == 0 {
            batch.removeAll()
            batch.now += 1
            for _ in 0..<1000 {
                let entry = (0..<128).flatMap { _ in withUnsafeBytes(of: generator.next(), Array.init) }
                batch.appendOutbox(
                    entry, to: DestinationSet(central), deliveryClass: .lowest, device: 1)
                batch.appendJournal(entry)
            }
            _ = try store.commit(batch)
            try store.housekeep()
        }
        let bytes = try store.statistics().databaseBytes
        try store.close()
        return bytes
    }

    private func damage(_ file: String, pages: ClosedRange<Int>) {
        let descriptor = open(file, O_WRONLY)
        defer { close(descriptor) }
        let garbage = (0..<pages.count * 1024).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        #expect(pwrite(descriptor, garbage, garbage.count, off_t((pages.lowerBound - 1) * 1024)) == garbage.count)
    }

    @Test("the service is back within thirty seconds")
    func timed() throws {
        setenv("WEIR_BINARY", getenv("WEIR_SALVAGE_BINARY"), 1)
        let whole = TemporaryDirectory()
        let bytes = try fill(whole.path)
        for pages in [100_000...100_000, 1...64] { try time(pages, whole, bytes) }
    }

    private func time(_ pages: ClosedRange<Int>, _ whole: TemporaryDirectory, _ bytes: Int64) throws {
        let agent = try AgentProcess(
            gateway: "gateway: g\nstore: {path: {store}, max_size: \(Self.maximumBytes >> 20)MiB}\n", devices: [:])
        try #require(Child("cp", ["-r", whole.path, agent.store]).wait() == 0)
        damage(agent.store + "/weir.db", pages: pages)
        let start = MonotonicClock.milliseconds()
        try agent.start()
        let spent = MonotonicClock.milliseconds() - start
        let isProvoked = agent.log.contains("the database was damaged")
        #expect(isProvoked, "positive control: \(agent.log.suffix(2000))")
        #expect(agent.terminate() == 0)
        CampaignRow(
            "salvage within 30 s", trials: 1, provoked: isProvoked ? 1 : 0,
            lost: spent > Self.promisedMilliseconds ? 1 : 0,
            figure: "\(spent / 1000).\(spent % 1000 / 100) s for \(bytes >> 20) MiB, pages \(pages) destroyed"
        ).record()
    }
}
