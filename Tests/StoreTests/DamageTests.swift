import Glibc
import Store
import TestSupport
import Testing

@Suite("Damage")
struct DamageTests {
    let directory = TemporaryDirectory()

    /// What a store says it holds.
    private struct Contents: Equatable {
        var journal: [Int64: String] = [:]
        var outbox: [Int64: String] = [:]
        var snapshot: Snapshot?
        var redeliveries: [RedeliveryMark] = []
        var isDamageSeen = false
    }

    /// A closed database with some of everything in it.
    ///
    /// - Parameter isClosed: false leaves all of it in the log, as a crash does.
    private func make(_ path: String, isClosed: Bool = true) throws -> Contents {
        let store = try Store.open(directory: path)
        let central = try store.destination(named: "central")
        var generator = SeededGenerator(Trials.seed())
        for round in 0..<20 {
            try store.commit { batch in
                for _ in 0..<60 {
                    batch.journal("reading \(generator.next()) \(round)")
                    batch.outbox("event \(generator.next()) \(round)", DestinationSet(central), class: UInt8(round % 3))
                    batch.appendRedelivery(RedeliveryMark(packetIdentifier: 1, contentHash: generator.next()))
                }
                if round % 6 == 5 { batch.snapshot = Array("state \(round) \(generator.next())".utf8) }
            }
        }
        let entries = try store.pending(central)
        try store.commit { batch in for n in [0, 1, 70, 500, 801] { batch.markDelivered(entries[n].key) } }
        let contents = try read(store)
        if isClosed { try store.close() }
        return contents
    }

    private func read(_ store: Store) throws -> Contents {
        var contents = Contents()
        let recovery = try store.recover()
        contents.snapshot = recovery.snapshot
        contents.redeliveries = recovery.redeliveries
        let (entries, replay) = try store.journal()
        contents.journal = entries
        for destination in store.destinations {
            for entry in try store.pending(destination.id) { contents.outbox[entry.sequence] = entry.text }
        }
        contents.isDamageSeen =
            replay.damaged + replay.missing + Int64(recovery.damagedSnapshots) + store.report.missingEntries
            + store.report.repeatedEntries + store.report.lostCommits > 0
        // A repair is a commit's work.
        try store.commit { _ in }
        #expect(store.ledger?.imbalance == 0)
        contents.isDamageSeen =
            try contents.isDamageSeen || store.statistics().damagedRows + store.report.damagedRows > 0
            || store.report.quarantine != nil
        return contents
    }

    /// A store with its log, before anything happened to it.
    private struct Files {
        let names = ["weir.db", "weir.db-wal", "lock"]
        let contents: [[UInt8]]

        init(_ directory: TemporaryDirectory) { contents = names.map { File.read(directory.file($0)) } }

        /// Bytes of the log's present turn: frames that have the salts of its header
        /// (https://www.sqlite.org/fileformat2.html#walformat).
        var liveLogBytes: Int {
            let log = contents[1]
            var end = 32
            while end + 24 <= log.count, log[end + 8..<end + 16] == log[16..<24] { end += 24 + 1024 }
            return end
        }

        func copy(to directory: TemporaryDirectory, flipping bit: Int, of index: Int) {
            for (number, name) in names.enumerated() {
                var bytes = contents[number]
                if number == index { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
                File.write(directory.file(name), bytes)
            }
        }
    }

    @Test("every flipped bit is noticed, none is handed over as data, and the rest goes on", arguments: [false, true])
    func bitFlips(isInLog: Bool) throws {
        let expected = try make(directory.path, isClosed: !isInLog)
        let files = Files(directory)
        let bytes = isInLog ? files.liveLogBytes : files.contents[0].count
        try #require(bytes > 50_000, "there is something to damage")
        let trials = Trials.isLong ? 300 : 60
        let seed = Trials.seed()
        var state = seed
        var unnoticed = 0
        var wrong = 0
        var setAside = 0
        var saved = 0
        var fewest = expected.outbox.count
        for trial in 0..<trials {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let bit = Int(state >> 20) % (bytes * 8)
            let copy = TemporaryDirectory()
            files.copy(to: copy, flipping: bit, of: isInLog ? 1 : 0)
            let label = "seed \(seed) trial \(trial) bit \(bit)"
            let store = try Store.open(directory: copy.path)
            var found: Contents
            do {
                found = try read(store)
            } catch StoreError.corrupt {
                _ = try store.reopen()
                found = try read(store)
            }
            setAside += store.report.quarantine == nil ? 0 : 1
            // Whatever was found, the store goes on.
            try store.commit { $0.journal("after") }
            try store.close()
            var isRight = found.journal.allSatisfy { expected.journal[$0] == $1 }
            for (sequence, text) in found.outbox {
                // What was delivered may come back, under the same number.
                if expected.outbox[sequence] != text && !text.hasPrefix("event ") { isRight = false }
            }
            if let snapshot = found.snapshot, !snapshot.bytes.starts(with: Array("state ".utf8)) { isRight = false }
            #expect(isRight, "\(label): something else than what was written")
            #expect(found.isDamageSeen, "\(label): not noticed")
            wrong += isRight ? 0 : 1
            unnoticed += found.isDamageSeen ? 0 : 1
            let kept = expected.outbox.keys.count { found.outbox[$0] != nil }
            saved += kept
            fewest = min(fewest, kept)
        }
        let share = 100 * saved / max(1, trials * expected.outbox.count)
        let least = 100 * fewest / max(1, expected.outbox.count)
        #expect(isInLog || least >= 50, "seed \(seed): no bit costs more than some rows")
        CampaignRow(
            isInLog ? "bit flips in the log" : "bit flips in the database", trials: trials, provoked: trials,
            lost: unnoticed + wrong,
            figure:
                "\(trials - unnoticed) noticed, set aside \(setAside), \(share) % of the events saved (at least \(least)), seed \(seed)"
        ).record()
    }

    @Test("a store without damage is not said to be damaged", arguments: [false, true])
    func undamaged(isInLog: Bool) throws {
        var expected = try make(directory.path, isClosed: !isInLog)
        let files = Files(directory)
        let copy = TemporaryDirectory()
        for (name, bytes) in zip(files.names, files.contents) { File.write(copy.file(name), bytes) }
        let found = try read(try Store.open(directory: copy.path))
        expected.isDamageSeen = false
        #expect(found == expected)
    }

    @Test("a torn snapshot gives way to the one before, and the journal since then is there")
    func tornSnapshot() throws {
        var store: Store? = try Store.open(directory: directory.path)
        let noise = (0..<40_000).map { _ in UInt8.random(in: 0...255) }
        for round in 1...3 {
            try store?.commit { batch in
                for n in 0..<10 { batch.journal("reading \(round) \(n)") }
                batch.snapshot = Array("state \(round)".utf8) + noise.map { $0 &+ UInt8(round) }
            }
        }
        try store?.close()
        store = nil
        var bytes = File.read(directory.file("weir.db"))
        let piece = noise[20_000..<20_050].map { $0 &+ 3 }
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: piece) })
        for index in place..<place + 50 { bytes[index] = 0 }
        File.write(directory.file("weir.db"), bytes)
        let again = try Store.open(directory: directory.path)
        let recovery = try again.recover()
        #expect(recovery.damagedSnapshots == 1 || again.report.damagedRows == 1)
        #expect(recovery.snapshot?.bytes.starts(with: Array("state 2".utf8)) == true)
        #expect(recovery.journalStart == 20)
        #expect(try again.journal(from: 20).entries.count == 10)
    }

    @Test(
        "a destroyed database is set aside, and what is whole in it is saved",
        arguments: Array(0...20) + [40])
    func destroyedPage(page: Int) throws {
        let expected = try make(directory.path)
        let file = directory.file("weir.db")
        var bytes = File.read(file)
        let start = min(page, bytes.count / 1024 - 1) * 1024
        for index in start..<start + 1024 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
        File.write(file, bytes)
        let started = Int(clock())
        let store = try Store.open(directory: directory.path)
        let found: Contents
        do {
            found = try read(store)
        } catch StoreError.corrupt {
            _ = try store.reopen()
            found = try read(store)
        }
        let isDamageSeen = found.isDamageSeen
        #expect(isDamageSeen)
        #expect(found.outbox.count > 600, "page \(page): \(found.outbox.count) of \(expected.outbox.count) saved")
        for (sequence, text) in found.outbox where expected.outbox[sequence] != nil {
            #expect(expected.outbox[sequence] == text)
        }
        print(
            "page \(page) destroyed: \(found.outbox.count) of \(expected.outbox.count) events and "
                + "\(found.journal.count) of \(expected.journal.count) readings saved, \(store.report) in "
                + "\((Int(clock()) - started) / 1000) ms")
        try store.commit { $0.journal("after") }
    }

    @Test("damage in the middle of a large row costs its block at most, not the row")
    func largeRow() throws {
        var store: Store? = try Store.open(directory: directory.path)
        let readings = (0..<20_000).map { "reading \($0) \(UInt64.random(in: 0...UInt64.max))" }
        try store?.commit { batch in for reading in readings { batch.journal(reading) } }
        try store?.close()
        store = nil
        // Where the row is: its compressed bytes begin with Zstandard's mark, and most of the pages behind are its own.
        var files = ["weir.db", "weir.db-wal"].map { (name: $0, bytes: File.read(directory.file($0))) }
        let mark: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        let place = try #require(
            files.indices.lazy.compactMap { file in
                files[file].bytes.indices.dropLast(100_000).first { files[file].bytes[$0..<$0 + 4].elementsEqual(mark) }
                    .map { (file: file, offset: $0 + 60_000) }
            }.first)
        files[place.file].bytes[place.offset] ^= 1
        File.write(directory.file(files[place.file].name), files[place.file].bytes)
        let again = try Store.open(directory: directory.path)
        #expect(again.report.quarantine != nil)
        let (found, _) = try again.journal()
        print("damage in \(files[place.file].name): \(found.count) of \(readings.count) readings saved")
        // A block has some 500 of them. A bit may also lie where the block can be read all the same.
        #expect(found.count > 19_000 && found.count <= readings.count, "\(found.count) of \(readings.count) were saved")
        #expect(found.allSatisfy { readings[Int($0)] == $1 })
    }

    @Test("files that are not a database at all do not stop a start", arguments: ["", "short", "long", "cut"])
    func notADatabase(kind: String) throws {
        _ = try make(directory.path)
        let file = directory.file("weir.db")
        switch kind {
        case "short": File.write(file, Array("hello".utf8))
        case "long": File.write(file, (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 73) })
        case "cut": File.write(file, Array(File.read(file).prefix(40_000)))
        default:
            // An empty database with a log that is not.
            var store: Store? = try Store.open(directory: directory.path)
            try store?.commit { $0.journal("x") }
            store = nil
            File.write(file, [])
        }
        let store = try Store.open(directory: directory.path)
        try store.commit { $0.journal("after") }
        #expect(store.report.quarantine != nil)
    }
}
