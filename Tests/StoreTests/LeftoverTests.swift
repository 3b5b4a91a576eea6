import Glibc
import Store
import TestSupport
import Testing

/// What a salvage had to leave for want of room comes in when there is some.
@Suite("Leftover")
struct LeftoverTests {
    let directory = TemporaryDirectory()
    private static let rounds = 30
    private static let eventsPerRound = 100
    private static var eventCount: Int { rounds * eventsPerRound }

    private var options: StoreOptions {
        var options = StoreOptions()
        options.maximumBytes = 16 << 20
        options.salvagePatienceSeconds = 0
        return options
    }

    /// Noise does not compress: about 3 MiB in the outbox and 1 MiB in the journal.
    private func fill(_ path: String) throws {
        let store = try Store.open(directory: path, options: options)
        let central = try store.destination(named: "central")
        for round in 0..<Self.rounds {
            try store.commit { batch in
                for index in 0..<Self.eventsPerRound {
                    let number = round * Self.eventsPerRound + index
                    batch.outbox("event \(number) \(noise(150))", DestinationSet(central))
                    batch.journal("reading \(number) \(noise(40))")
                }
                if round % 10 == 5 { batch.snapshot = Array("state \(round)".utf8) }
            }
            try store.housekeep()
        }
        // A part is delivered: it must not come again.
        var cursor = OutboxCursor()
        let first = try store.nextEntries(central, cursor: &cursor, count: 50, bytes: 1 << 20)
        try store.commit { batch in for entry in first { batch.markDelivered(entry.key) } }
        try store.close()
    }

    private func noise(_ count: Int) -> String {
        (0..<count).map { _ in String(UInt32.random(in: 0...UInt32.max), radix: 36) }.joined()
    }

    private func damage(_ file: String, page: Int) {
        let descriptor = open(file, O_WRONLY)
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 0x5A, count: 1024)
        #expect(pwrite(descriptor, bytes, bytes.count, (page - 1) * 1024) == bytes.count)
    }

    private func occupy(_ path: String, leaving kilobytes: Int) {
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        var status = stat()
        fstat(descriptor, &status)
        ftruncate(descriptor, status.st_size - kilobytes << 10)
    }

    private func numbers(_ entries: [OutboxEntry]) -> [Int] {
        entries.compactMap { Int($0.text.split(separator: " ")[1]) }
    }

    /// Takes in all that can be; returns what `during` gives for each part.
    private func takeIn(_ store: Store, during: (StoreTakingIn) throws -> Void = { _ in }) throws {
        for _ in 0..<1000 {
            let recovery = try store.recover()
            let step = try store.takeInLeftover(now: recovery.now, wallOffset: recovery.wallOffset)
            #expect(store.ledger?.imbalance == 0)
            try during(step)
            switch step {
            case .some: continue
            default: return
            }
        }
    }

    typealias StoreTakingIn = Store.TakingIn

    /// A store on a small disk that was damaged and salvaged in part, with the disk still full. `page` is what is damaged.
    private func cut(_ body: (_ store: inout Store?, _ path: String, _ makeRoom: () -> Void) throws -> Void) throws {
        try damaged { mount, path in
            occupy(mount + "/hog", leaving: 1800)
            var store: Store? = try Store.open(directory: path, options: options)
            try #require(store?.report.isSalvageCut == true, "positive control")
            defer { store = nil }
            try body(&store, path) { unlink(mount + "/hog") }
        }
    }

    /// A store that is full and damaged on a small disk of its own, not opened yet.
    private func damaged(_ body: (_ mount: String, _ path: String) throws -> Void) throws {
        try #require(geteuid() == 0, "needs root for a small file system")
        let mount = directory.file("disk")
        mkdir(mount, 0o700)
        try #require(Child("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", mount]).wait() == 0)
        defer { _ = Child("umount", ["-l", mount]).wait() }
        let path = mount + "/store"
        try fill(path)
        damage(path + "/weir.db", page: 900)
        try body(mount, path)
    }

    @Test("what was left comes in by itself when there is room, once and in order, and the ledger is exact all along")
    func comesIn() throws {
        try cut { store, path, makeRoom in
            let central = try #require(try store?.destination(named: "central"))
            let before = try #require(store?.ledger)
            let there = try store?.pending(central) ?? []
            print("saved at once: \(there.count) of \(Self.eventCount), \(String(describing: store?.leftover))")
            #expect(before.imbalance == 0 && before[.droppedDamaged] == 0)
            #expect(before.held == Int64(Self.eventCount - 50), "what lies in the folder is held")
            #expect(there.count < Self.eventCount - 100, "positive control: some of it was left")
            let step = try store?.takeInLeftover(now: before.held, wallOffset: 0)
            #expect(step == .waiting, "there is no room yet")

            makeRoom()
            // Delivered meanwhile: it must not come again either.
            let sent = Array(there.prefix(40))
            try store?.commit { batch in for entry in sent { batch.markDelivered(entry.key) } }
            var parts = 0
            if let store { try takeIn(store) { if case .some = $0 { parts += 1 } } }
            #expect(parts > 2)
            // The journal waits for snapshots that do without it.
            #expect(store?.leftover?.entries ?? -1 > -1)
            for _ in 0..<2 {
                try store?.commit { batch in
                    batch.journal("new")
                    batch.snapshot = Array("newer".utf8)
                }
            }
            if let store { try takeIn(store) }
            #expect(store?.leftover == nil)

            let entries = try store?.pending(central) ?? []
            let found = numbers(entries)
            #expect(Set(found).count == found.count, "none twice")
            #expect(Set(found).isDisjoint(with: numbers(sent)))
            let lost = Int64(Self.eventCount - 50 - 40 - found.count)
            let after = try #require(store?.ledger)
            print("\(found.count) entries are there, \(lost) were on the damaged page")
            #expect(lost < Int64(Self.eventsPerRound))
            #expect(after.held == Int64(found.count) && after[.droppedDamaged] == lost && after.imbalance == 0)
            #expect(after[.queued] == Int64(Self.eventCount))
            let readings = try #require(try store?.journal())
            #expect(readings.entries.count > Self.eventCount * 9 / 10)
            #expect(readings.entries.allSatisfy { $0.value == "new" || $0.value.hasPrefix("reading \($0.key) ") })
            // Nothing comes again after another start.
            try store?.close()
            store = nil
            store = try Store.open(directory: path, options: options)
            #expect(store?.leftover == nil)
            #expect(try store?.pending(central).count == found.count)
            #expect(store?.ledger?.imbalance == 0)
        }
    }

    @Test("a start in the middle of it goes on where the last part ended")
    func goesOn() throws {
        try cut { store, path, makeRoom in
            let central = try #require(try store?.destination(named: "central"))
            makeRoom()
            for _ in 0..<200 {
                let recovery = try #require(try store?.recover())
                guard case .some = try store?.takeInLeftover(now: recovery.now, wallOffset: 0) else { break }
                // As after kill -9.
                store = nil
                store = try Store.open(directory: path, options: options)
                #expect(store?.ledger?.imbalance == 0)
            }
            let found = numbers(try store?.pending(central) ?? [])
            #expect(Set(found).count == found.count)
            #expect(found.count > Self.eventCount - 50 - Self.eventsPerRound)
        }
    }

    @Test("a folder that somebody deletes is booked as lost")
    func deleted() throws {
        try cut { store, path, makeRoom in
            let held = store?.ledger?.held ?? 0
            let aside = store?.leftover?.entries ?? 0
            #expect(aside > 0)
            store = nil
            for name in File.names(path + "/quarantine/1") { unlink(path + "/quarantine/1/" + name) }
            rmdir(path + "/quarantine/1")
            store = try Store.open(directory: path, options: options)
            #expect(store?.ledger?.held == held - aside)
            #expect(store?.ledger?[.droppedDamaged] == aside)
            #expect(store?.ledger?.imbalance == 0 && store?.leftover == nil)
        }
    }

    @Test("a store that had to begin with nothing takes in all of it under numbers of its own")
    func fromNothing() throws {
        try damaged { mount, path in
            unlink(path + "/ballast")
            occupy(mount + "/hog", leaving: 24)
            var store: Store?
            do throws(StoreError) {
                store = try Store.open(directory: path, options: options)
            } catch {
                #expect(error == .full(.disk))
            }
            unlink(mount + "/hog")
            if store == nil { store = try Store.open(directory: path, options: options) }
            defer { store = nil }
            let central = try #require(try store?.destination(named: "central"))
            try store?.commit { $0.outbox("event 100000 x", DestinationSet(central)) }
            if let store { try takeIn(store) }
            let found = numbers(try store?.pending(central) ?? [])
            #expect(Set(found).count == found.count)
            print("began with \(String(describing: store?.report)); \(found.count) are there")
            #expect(found.count > Self.eventCount - 50 - Self.eventsPerRound)
            #expect(store?.ledger?.imbalance == 0)
        }
    }
}
