import Glibc
import Store
import TestSupport
import Testing

/// Faults of the disk: errors injected into system calls by strace, and a disk that is really full.
@Suite("Faults")
struct FaultTests {
    let directory = TemporaryDirectory()

    private func writer(_ arguments: [String], inject: [String], in directory: TemporaryDirectory? = nil) -> [String] {
        let directory = directory ?? self.directory
        let injections = inject.flatMap { ["-e", "inject=\($0)"] }
        let child = Child(
            "strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,pwrite64,fsync"] + injections
                + [Child.writer, directory.path] + arguments)
        let lines = child.lines()
        #expect(child.wait() == 0, "\(lines.suffix(3))")
        return lines
    }

    /// Each outcome told against what is in the store at the end. Returns the entries lost or wrong.
    @discardableResult
    private func check(_ lines: [String], in directory: TemporaryDirectory? = nil) throws -> Int {
        let directory = directory ?? self.directory
        var acknowledged: Int64 = 0
        for line in lines where line.hasPrefix("ack ") {
            acknowledged = Int64(line.split(separator: " ")[1]) ?? acknowledged
        }
        let store = try Store.open(directory: directory.path)
        let recovery = try store.recover()
        #expect(recovery.journalEnd >= acknowledged)
        #expect(recovery.ledger.imbalance == 0)
        var wrong = 0
        let replay = try store.replayJournal(from: recovery.journalStart) { offset, _, bytes in
            if Entry.number(bytes.withUnsafeBytes(Array.init)) != offset { wrong += 1 }
            return true
        }
        #expect(wrong == 0 && replay.missing == 0 && replay.damaged == 0)
        return wrong + Int(replay.missing + replay.damaged + max(0, acknowledged - recovery.journalEnd))
    }

    @Test("after a commit that failed, reopening tells rightly whether it is durable", arguments: 13..<38)
    func failedSync(number: Int) throws {
        let lines = writer(["count=30", "close=yes"], inject: ["fdatasync:error=EIO:when=\(number)"])
        let errors = lines.indices.filter { lines[$0].hasPrefix("error ") }
        #expect(errors.count == 1, "positive control: one error was injected")
        for error in errors {
            let before = lines[..<error].last { $0.hasPrefix("ack ") }.map { Int64($0.split(separator: " ")[1]) }
            let after = lines[error...].first { $0.hasPrefix("ack ") }.map { Int64($0.split(separator: " ")[1]) }
            guard let before = before ?? 0, let after = after ?? nil else { continue }
            // The next batch follows the failed one when that was durable, and takes its place when not.
            let isDurable = lines[error + 1].hasPrefix("outcome durable")
            #expect(after - before == (isDurable ? 20 : 10), "\(lines[(error - 1)...(error + 2)])")
        }
        CampaignRow("EIO on fsync", trials: 1, provoked: errors.count, lost: try check(lines)).record()
    }

    /// Else the batch that waits would pass for stored when a commit of marks, tried before it, is found to be there.
    @Test("of a commit that may be repeated reopening says nothing, although it is durable")
    func repeatable() throws {
        let injection = ["fdatasync:error=EIO:when=24"]
        let other = TemporaryDirectory()
        let control = writer(["count=30", "close=yes"], inject: injection, in: other)
        #expect(control.contains { $0.hasPrefix("outcome durable") || $0 == "outcome notDurable" }, "positive control")
        let lines = writer(["count=30", "close=yes", "repeatable=yes"], inject: injection)
        #expect(lines.filter { $0.hasPrefix("outcome") } == ["outcome nothingPending"])
        try check(lines)
    }

    /// The first hundred writes or so make the store and its reserve; a mark that could not be written is written again with
    /// the next commit. All others end a commit.
    @Test("write errors lose nothing acknowledged", arguments: [[260, 300, 301, 302, 303, 377, 430, 520]])
    func failedWrites(numbers: [Int]) throws {
        var provoked = 0
        for number in numbers {
            let directory = TemporaryDirectory()
            let lines = writer(["count=40"], inject: ["pwrite64:error=EIO:when=\(number)"], in: directory)
            guard lines.contains(where: { $0.hasPrefix("error ") }) else { continue }
            provoked += 1
            CampaignRow("EIO on write", trials: 1, provoked: 1, lost: try check(lines, in: directory)).record()
        }
        #expect(provoked * 2 >= numbers.count, "positive control: errors were injected")
    }

    @Test("a full disk is told as such, keeps what it has, drains, and goes on when there is room again")
    func fullDisk() throws {
        try #require(geteuid() == 0, "needs root for a small file system")
        let mount = directory.file("disk")
        mkdir(mount, 0o700)
        try #require(Child("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", mount]).wait() == 0)
        defer { _ = Child("umount", ["-l", mount]).wait() }
        var options = StoreOptions()
        options.maximumBytes = 6 << 20
        let store = try Store.open(directory: mount + "/store", options: options)
        let central = try store.destination(named: "central")
        func fill(_ batch: inout Batch) {
            for _ in 0..<100 {
                batch.outbox(
                    (0..<60).map { _ in String(UInt32.random(in: 0...UInt32.max)) }.joined(), DestinationSet(central))
            }
        }
        for _ in 0..<10 {
            try store.commit(fill)
            try store.housekeep()
        }
        // Something else takes the rest of the disk.
        let hog = mount + "/hog"
        let descriptor = open(hog, O_CREAT | O_WRONLY, 0o600)
        var block = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, &block, block.count) > 0 {}
        close(descriptor)

        var stored = 10
        var failure: StoreError?
        for _ in 0..<200 {
            do {
                try store.commit(fill)
                stored += 1
                try store.housekeep()
            } catch {
                failure = error as? StoreError
                break
            }
        }
        #expect(failure == .full(.disk))
        #expect(throws: StoreError.needsReopen) { try store.pending(central) }
        #expect(try store.reopen() == .notDurable)
        #expect(try store.statistics().isBallastPresent == false)
        #expect(store.ledger?.held == Int64(stored * 100))
        // Whatever frees itself is taken again.
        let again = open(hog, O_WRONLY | O_APPEND)
        while write(again, &block, block.count) > 0 {}
        close(again)
        // Delivering frees rows though the disk is full, and their room takes new ones.
        var drained = 0
        while case let entries = try store.pending(central).prefix(300), !entries.isEmpty {
            do {
                try store.commit { batch in for entry in entries { batch.markDelivered(entry.key) } }
                drained += entries.count
                try store.housekeep()
            } catch {
                Issue.record("draining a full disk: \(error) after \(drained) of \(stored * 100)")
                break
            }
        }
        #expect(drained == stored * 100)
        try store.commit(fill)
        unlink(hog)
        for _ in 0..<10 {
            try store.commit(fill)
            try store.housekeep()
        }
        for _ in 0..<300 { try store.housekeep() }
        #expect(try store.statistics().isBallastPresent)
        #expect(store.ledger?.held == 1100)
        #expect(store.ledger?.imbalance == 0)
        CampaignRow(
            "disk full to the last byte", trials: 1, provoked: failure == .full(.disk) ? 1 : 0,
            lost: stored * 100 - drained, figure: "\(drained) events drained while it was full"
        ).record()
    }

    @Test("a read-only file system is told as such, and a start on one too")
    func readOnly() throws {
        try #require(geteuid() == 0, "needs root for a small file system")
        let mount = directory.file("disk")
        mkdir(mount, 0o700)
        try #require(Child("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", mount]).wait() == 0)
        defer { _ = Child("umount", ["-l", mount]).wait() }
        var store: Store? = try Store.open(directory: mount + "/store")
        try store?.commit { $0.journal("a") }
        store = nil
        try #require(Child("mount", ["-o", "remount,ro", mount]).wait() == 0)
        var failure: StoreError?
        do { _ = try Store.open(directory: mount + "/store") } catch { failure = error }
        guard case .readOnly = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        try #require(Child("mount", ["-o", "remount,rw", mount]).wait() == 0)
        #expect(try Store.open(directory: mount + "/store").recover().journalEnd == 1)
    }
}
