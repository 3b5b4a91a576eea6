import Glibc
import Store
import TestSupport
import Testing

/// A broken database where there is little room, or little left of it.
@Suite("Salvage")
struct SalvageTests {
    let directory = TemporaryDirectory()

    private static let eventCount = 3000

    /// Noise that does not compress, so that rows need more pages than one.
    private static func noise(_ count: Int) -> String {
        (0..<count).map { _ in String(UInt32.random(in: 0...UInt32.max), radix: 36) }.joined()
    }

    /// A closed store of about 3 MiB.
    private func fill(_ path: String) throws {
        let store = try Store.open(directory: path, options: options)
        let central = try store.destination(named: "central")
        for round in 0..<30 {
            try store.commit { batch in
                for _ in 0..<Self.eventCount / 30 {
                    batch.outbox("event " + Self.noise(80), DestinationSet(central))
                    batch.journal("reading " + Self.noise(80))
                }
                if round % 10 == 9 { batch.snapshot = Array("state \(round)".utf8) }
            }
            try store.housekeep()
        }
        try store.close()
    }

    private var options: StoreOptions {
        var options = StoreOptions()
        options.maximumBytes = 8 << 20
        return options
    }

    private func damage(_ file: String, pages: ClosedRange<Int>, with byte: UInt8) {
        var bytes = File.read(file)
        for index in (pages.lowerBound - 1) * 1024..<pages.upperBound * 1024 { bytes[index] = byte }
        // In place: a new file would need room.
        let descriptor = open(file, O_WRONLY)
        defer { close(descriptor) }
        #expect(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    }

    @Test(
        "a damaged store on a disk without room for a second copy starts, saves what fits, and says that it is not all",
        arguments: [0, 40, 400, 1500])
    func noRoom(kilobytes: Int) throws {
        let mount = try smallDisk()
        defer { _ = Child("umount", ["-l", mount]).wait() }
        let path = mount + "/store"
        let hog = mount + "/hog"
        try fill(path)
        damage(path + "/weir.db", pages: 300...300, with: 0x5A)
        occupy(hog, leaving: kilobytes)
        var options = options
        options.salvagePatienceSeconds = 0

        var store: Store? = try Store.open(directory: path, options: options)
        let report = try #require(store?.report)
        #expect(report.quarantine != nil && report.isSalvageCut)
        let central = try #require(try store?.destination(named: "central"))
        let saved = try store?.pending(central).count ?? 0
        print("\(kilobytes) KiB left: \(saved) of \(Self.eventCount) events saved, \(report)")
        if kilobytes >= 1500 { #expect(saved > 100) }
        // Another start is nothing special, and takes nothing in while there is no room.
        store = nil
        store = try Store.open(directory: path, options: options)
        #expect(store?.report.quarantine == nil)
        unlink(hog)
        try store?.commit { $0.outbox("after", DestinationSet(central)) }
        #expect(store?.ledger?.imbalance == 0)
        #expect(try store?.pending(central).count == saved + 1)
        // The folder that holds the rest outlives the next damage, and so does how far it was taken in.
        let aside = store?.ledger?.held ?? 0
        for round in 2...4 {
            try store?.close()
            store = nil
            damage(path + "/weir.db", pages: 2...2, with: UInt8(round))
            store = try Store.open(directory: path, options: options)
            #expect(store?.report.isSalvageCut == false)
            #expect(File.names(path + "/quarantine") == ["1", "\(round)"])
            #expect(store?.ledger?.held == aside && store?.ledger?.imbalance == 0)
        }
    }

    @Test("a start on a disk without room for a salvage waits for it, and then saves all")
    func roomComes() throws {
        let mount = try smallDisk()
        defer { _ = Child("umount", ["-l", mount]).wait() }
        let path = mount + "/store"
        let hog = mount + "/hog"
        try fill(path)
        damage(path + "/weir.db", pages: 300...300, with: 0x5A)
        unlink(path + "/ballast")
        occupy(hog, leaving: 4)
        for _ in 0..<3 {
            #expect(throws: StoreError.full(.disk)) { try Store.open(directory: path, options: options) }
        }
        #expect(File.names(path + "/quarantine") == ["1"])
        unlink(hog)
        let store = try Store.open(directory: path, options: options)
        #expect(store.report.quarantine != nil && !store.report.isSalvageCut)
        let saved = try store.pending(try store.destination(named: "central")).count
        #expect(saved > Self.eventCount * 9 / 10)
    }

    /// A disk of 9 MiB. Returns where it is mounted.
    private func smallDisk() throws -> String {
        try #require(geteuid() == 0, "needs root for a small file system")
        let mount = directory.file("disk")
        mkdir(mount, 0o700)
        try #require(Child("mount", ["-t", "tmpfs", "-o", "size=9m", "tmpfs", mount]).wait() == 0)
        return mount
    }

    /// Fills a disk with the file `path`, but for so many KiB.
    private func occupy(_ path: String, leaving kilobytes: Int) {
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        var block = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, &block, block.count) > 0 {}
        var status = stat()
        fstat(descriptor, &status)
        ftruncate(descriptor, status.st_size - kilobytes << 10)
    }

    @Test("a disk that is full between the log's move and the database's loses neither", arguments: [1, 2])
    func fullWhileMoving(rename: Int) throws {
        let path = directory.file("store")
        let writer = Child(Child.writer, [path, "max=4194304"])
        var commits = 0
        while commits < 200, writer.line() != nil { commits += 1 }
        writer.kill(SIGKILL)
        _ = writer.wait()
        // Emptied by a fault: the log has all that is left.
        try #require(truncate(path + "/weir.db", 0) == 0)
        let log = File.read(path + "/weir.db-wal")
        try #require(log.count > 32, "positive control: the log has something")
        let trace = directory.file("trace")
        let child = Child(
            "strace",
            [
                "-f", "-qq", "-o", trace, "-e", "trace=rename", "-e", "inject=rename:error=ENOSPC:when=\(rename)",
                Child.writer, path, "count=1", "max=4194304",
            ])
        #expect(child.lines().last?.hasPrefix("ack") == true)
        _ = child.wait()
        #expect(String(decoding: File.read(trace), as: UTF8.self).contains("INJECTED"), "positive control")
        #expect(File.names(path + "/quarantine") == ["1"])
        #expect(File.read(path + "/quarantine/1/weir.db-wal") == log)
    }

    @Test("what is in the log is saved when the database beside it was emptied, under the numbers it had")
    func emptied() throws {
        let path = directory.file("store")
        let writer = Child(Child.writer, [path, "bytes=200"])
        var acknowledged: Int64 = 0
        for _ in 0..<400 {
            if let line = writer.line(), line.hasPrefix("ack ") {
                acknowledged = Int64(line.split(separator: " ")[1]) ?? 0
            }
        }
        writer.kill(SIGKILL)
        for line in writer.lines() where line.hasPrefix("ack ") {
            acknowledged = Int64(line.split(separator: " ")[1]) ?? acknowledged
        }
        _ = writer.wait()
        try #require(truncate(path + "/weir.db", 0) == 0)
        let log = File.read(path + "/weir.db-wal").count
        let store = try Store.open(directory: path)
        let central = try store.destination(named: "central")
        let entries = try store.pending(central)
        let readings = try store.journal().entries
        let recovery = try store.recover()
        print(
            "\(acknowledged) acknowledged, log of \(log >> 10) KiB: \(entries.count) entries, \(readings.count) readings, \(store.report)"
        )
        #expect(store.report.quarantine != nil)
        #expect(entries.count >= acknowledged - 100 && readings.count >= acknowledged - 100, "the log has all of it")
        #expect(entries.allSatisfy { Entry.number($0.payload) == $0.sequence })
        #expect(!store.report.isEpochNew && recovery.journalEnd >= acknowledged)
        #expect(store.ledger?.imbalance == 0)
        let receipt = try store.commit { $0.outbox("after", DestinationSet(central)) }
        #expect(receipt.firstSequence > acknowledged)
    }

    @Test("the journal and the events are saved when the first pages of the file are destroyed", arguments: [32, 400])
    func firstPages(count: Int) throws {
        try fill(directory.path)
        let pages = File.read(directory.file("weir.db")).count / 1024
        damage(directory.file("weir.db"), pages: 1...count, with: 0)
        let store = try Store.open(directory: directory.path, options: options)
        // The names of the destinations were in there, too.
        #expect(store.destinations.map(\.name) == ["central"])
        let events = try store.pending(try store.destination(named: "central")).count
        let readings = try store.journal().entries.count
        print("\(count) of \(pages) pages destroyed: \(events) events, \(readings) readings saved")
        let share = Self.eventCount * (pages - count) / pages
        // Which of the two those pages held more of is chance.
        #expect(events + readings > 2 * share * 8 / 10 && min(events, readings) > share * 6 / 10)
        #expect(store.report.quarantine != nil && !store.report.isSalvageCut)
    }

    @Test("a store that was full is saved within its bounds, although deleted rows come back")
    func fullStore() throws {
        var small = StoreOptions()
        small.maximumBytes = 1 << 20
        var store: Store? = try Store.open(directory: directory.path, options: small)
        let central = try #require(try store?.destination(named: "central"))
        for _ in 0..<60 {
            try store?.commit { batch in
                for _ in 0..<60 {
                    batch.outbox("event " + Self.noise(40), DestinationSet(central))
                    batch.journal("reading " + Self.noise(40))
                }
            }
            try store?.housekeep()
        }
        #expect((store?.ledger?[.droppedFull] ?? 0) > 0, "positive control: it was full")
        try store?.close()
        store = nil
        damage(directory.file("weir.db"), pages: 1...40, with: 0x5A)
        store = try Store.open(directory: directory.path, options: small)
        #expect(try (store?.pending(central).count ?? 0) > 100)
        try store?.commit { $0.outbox("after", DestinationSet(central)) }
        #expect(store?.ledger?.imbalance == 0)
    }

    @Test("one broken database is kept, however often there is damage")
    func quarantineIsBounded() throws {
        try fill(directory.path)
        for round in 1...3 {
            damage(directory.file("weir.db"), pages: 300...300, with: UInt8(round))
            var store: Store? = try Store.open(directory: directory.path, options: options)
            #expect(store?.report.quarantine != nil, "positive control")
            try store?.close()
            store = nil
            #expect(File.names(directory.file("quarantine")) == ["\(round)"])
        }
    }

    @Test("a high-water mark that cannot be read is reported, and the store goes on")
    func unreadableMark() throws {
        var store: Store? = try Store.open(directory: directory.path)
        #expect(store?.report.isMarkUnreadable == false)
        try store?.commit { $0.journal("a") }
        try store?.close()
        store = nil
        var lock = File.read(directory.file("lock"))
        lock[20] ^= 1
        File.write(directory.file("lock"), lock)
        store = try Store.open(directory: directory.path)
        #expect(store?.report.isMarkUnreadable == true)
        #expect(try store?.recover().journalEnd == 1)
        try store?.commit { $0.journal("b") }
        store = nil
        #expect(try Store.open(directory: directory.path).report.isMarkUnreadable == false)
    }
}
