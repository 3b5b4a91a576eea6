import Glibc
import Store
import TestSupport
import Testing

@Suite("Crash")
struct CrashTests {
    /// What a run of the writer said.
    private struct Said {
        var epoch: Int64?
        var journal: Int64 = 0
        var sequence: Int64 = 0
        var acknowledgements = 0

        mutating func hear(_ line: String) {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int64($0) }
            switch words.first {
            case "open" where numbers.count == 3: epoch = numbers[0]
            case "ack" where numbers.count == 2:
                acknowledgements += 1
                journal = max(journal, numbers[0])
                sequence = max(sequence, numbers[1])
            default: break
            }
        }
    }

    @Test("nothing acknowledged is lost and nothing is out of order, whenever the process is killed")
    func kill9() throws {
        let trials = Trials.isLong ? 1000 : 50
        let seed = Trials.seed()
        var state = seed
        var epoch: Int64?
        var delivered: Int64 = 0
        var said = Said()
        var directory = TemporaryDirectory()
        var total = 0
        var kills = 0
        var lost = 0
        for trial in 0..<trials {
            // What has gathered is read whole after each kill: begin anew before that takes most of the time.
            if trial % 20 == 0 && trial > 0 {
                directory = TemporaryDirectory()
                epoch = nil
                delivered = 0
                total += said.acknowledgements
                said = Said()
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let batch = [1, 10, 100, 1000][Int(state >> 33 % 4)]
            let child = Child(
                Child.writer, [directory.path, "batch=\(batch)", trial % 2 == 0 ? "deliver=yes" : "deliver=no"])
            // Half of them also while it opens the store, or makes it.
            if trial % 2 == 1, let line = child.line() { said.hear(line) }
            for line in child.lines(killAfter: Int(state >> 40 % 150_000)) { said.hear(line) }
            let end = child.wait()
            kills += end == -SIGKILL ? 1 : 0
            #expect(end == -SIGKILL, "seed \(seed) trial \(trial): the writer ended by itself")

            let store = try Store.open(directory: directory.path)
            let recovery = try store.recover()
            #expect(store.report.quarantine == nil && !store.report.isLogMissing)
            #expect(store.report.missingEntries == 0)
            #expect(recovery.journalEnd >= said.journal, "seed \(seed) trial \(trial): acknowledged readings lost")
            #expect(recovery.nextSequence > said.sequence, "seed \(seed) trial \(trial): acknowledged events lost")
            if recovery.journalEnd < said.journal || recovery.nextSequence <= said.sequence { lost += 1 }
            epoch = epoch ?? recovery.epoch
            #expect(recovery.epoch == epoch && said.epoch ?? recovery.epoch == recovery.epoch)
            #expect(recovery.ledger.imbalance == 0)
            try checkJournal(store, recovery)
            let newDelivered = try checkOutbox(store, recovery, delivered)
            delivered = max(delivered, newDelivered)
            try store.close()
        }
        total += said.acknowledgements
        #expect(total > trials, "positive control: the writer must get something done")
        CampaignRow(
            "kill -9", trials: trials, provoked: kills, lost: lost,
            figure: "\(total) commits acknowledged, seed \(seed)"
        ).record()
    }

    private func checkJournal(_ store: Store, _ recovery: Recovery) throws {
        var expected = recovery.journalStart
        var wrong = 0
        let replay = try store.replayJournal(from: recovery.journalStart) { offset, _, bytes in
            if offset != expected || Entry.number(bytes.withUnsafeBytes(Array.init)) != offset { wrong += 1 }
            expected += 1
            return true
        }
        #expect(wrong == 0 && replay.missing == 0 && replay.damaged == 0 && expected == recovery.journalEnd)
        #expect(recovery.journalStart == recovery.snapshot?.journalOffset ?? 0)
        if let snapshot = recovery.snapshot {
            #expect(snapshot.bytes == Array("state \(snapshot.journalOffset)".utf8))
        }
        let first = max(0, recovery.journalEnd - 4096)
        #expect(recovery.redeliveries.map(\.contentHash) == (first..<recovery.journalEnd).map { UInt64($0) })
    }

    /// Every entry says its own sequence, and none is held twice. Returns the count forwarded.
    private func checkOutbox(_ store: Store, _ recovery: Recovery, _ before: Int64) throws -> Int64 {
        let central = try store.destination(named: "central")
        var cursor = OutboxCursor()
        var last: [DeliveryClass: Int64] = [:]
        var held: Int64 = 0
        while case let page = try store.nextEntries(central, cursor: &cursor, count: 4096), !page.isEmpty {
            for entry in page {
                let isRight =
                    Entry.number(entry.payload) == entry.sequence && entry.sequence > last[entry.deliveryClass] ?? 0
                if !isRight { Issue.record("entry \(entry.sequence) is not in its place") }
                last[entry.deliveryClass] = entry.sequence
                held += 1
            }
        }
        #expect(held == recovery.ledger.held)
        #expect(recovery.ledger[.queued] == recovery.nextSequence - 1)
        #expect(recovery.ledger[.forwarded] >= before)
        return recovery.ledger[.forwarded]
    }

    @Test("a kill in the middle of a system call loses nothing", arguments: ["pwrite64", "fdatasync"])
    func killedCall(call: String) throws {
        var provoked = 0
        var lost = 0
        for number in [1, 5, 17, 40] {
            let directory = TemporaryDirectory()
            let first = Child(Child.writer, [directory.path, "count=30", "max=1048576"])
            let before = first.lines().last { $0.hasPrefix("ack") }
            let child = Child(
                "strace",
                [
                    "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                    "inject=\(call):signal=SIGKILL:when=\(number)", Child.writer, directory.path, "count=60",
                    "max=1048576", "deliver=yes",
                ])
            var said = Said()
            said.hear(try #require(before))
            while let line = child.line() { said.hear(line) }
            let isKilled = child.wait() != 0
            provoked += isKilled ? 1 : 0
            #expect(isKilled, "positive control: the call was reached")
            let store = try Store.open(directory: directory.path)
            let recovery = try store.recover()
            let isKept = recovery.journalEnd >= said.journal && recovery.nextSequence > said.sequence
            lost += isKept ? 0 : 1
            #expect(isKept)
            #expect(recovery.ledger.imbalance == 0)
            try checkJournal(store, recovery)
            _ = try checkOutbox(store, recovery, 0)
        }
        CampaignRow("kill -9 within a system call", trials: 4, provoked: provoked, lost: lost).record()
    }
}
