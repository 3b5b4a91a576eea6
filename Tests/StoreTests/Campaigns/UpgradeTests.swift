import Glibc
import Store
import TestSupport
import Testing

/// Stores that earlier versions left behind.
@Suite("Upgrade")
struct UpgradeTests {
    private static let fixtures =
        "/" + "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/") + "/Fixtures"

    @Test("a store of format 1, killed with a queue, is taken over whole and goes on")
    func fromVersion1() throws {
        let directory = TemporaryDirectory()
        for name in ["weir.db", "weir.db-wal", "lock"] {
            File.write(directory.file(name), File.read("\(Self.fixtures)/StoreVersion1/\(name)"))
        }
        // The writer of that version wrote 12 batches of 15, and handed on the events of all but the last.
        var store: Store? = try Store.open(directory: directory.path)
        #expect(store?.report == OpenReport())
        let recovery = try #require(try store?.recover())
        #expect(recovery.journalEnd == 180 && recovery.nextSequence == 181)
        #expect(recovery.ledger[.queued] == 180 && recovery.ledger.imbalance == 0)
        let (journal, replay) = try #require(try store?.journal(from: recovery.journalStart))
        #expect(replay.missing == 0 && replay.damaged == 0)
        var wrong = journal.count { Entry.number(Array($1.utf8)) != $0 }
        let central = try #require(try store?.destination(named: "central"))
        let held = try #require(try store?.pending(central))
        wrong += held.count { Entry.number($0.payload) != $0.sequence }
        #expect(Int64(held.count) == recovery.ledger.held && !held.isEmpty)
        #expect(wrong == 0)
        try store?.commit { batch in
            batch.journal("after")
            for entry in held { batch.markDelivered(entry.key) }
        }
        try store?.close()
        store = nil
        store = try Store.open(directory: directory.path)
        #expect(store?.ledger?.held == 0 && store?.ledger?[.forwarded] == 180)
        #expect(try store?.recover().journalEnd == 181)
        CampaignRow(
            "upgrade with a queue", trials: 1, provoked: held.isEmpty ? 0 : 1, lost: wrong,
            figure: "\(held.count) events were waiting"
        ).record()
    }
}
