/// How far a folder in quarantine has been copied whose salvage was cut for want of room.
///
/// Kept as a document of the store, so that it changes in the transaction that takes in the rows.
struct LeftoverPlace: Equatable {
    /// What is read next: a table from its beginning, from its end back to the damage, and what lies between by pages.
    enum Stage: Int64 {
        case outbox, outboxFromEnd, journal, journalFromEnd, pages, done
    }

    /// Keys that no reading of the table has reached; the last included.
    struct Gap: Equatable {
        var first = Int64.min
        var last = Int64.max

        func contains(_ key: Int64) -> Bool { key >= first && key <= last }
    }

    var stage = Stage.outbox
    /// The next key, or which page is next, counted from 1.
    var key = Int64.min
    var outboxGap: Gap?
    var journalGap: Gap?
    /// Offsets from here on have been given again: the old readings under them have no place any more.
    var journalLimit: Int64 = 0
    /// Entries of the outbox that the ledger holds and that are in no row: they are thought to be in the folder.
    var aside: Int64 = 0

    /// Every row, since nothing is known.
    init() {}

    mutating func enter(_ next: Stage) {
        stage = next
        switch next {
        case .outbox, .journal: key = .min
        case .outboxFromEnd, .journalFromEnd: key = .max
        case .pages: key = 1
        case .done: key = 0
        }
    }

    static func document(_ folder: Int) -> String { "leftover/\(folder)" }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for number in [stage.rawValue, key, journalLimit, aside] { bytes.appendLittleEndian(number) }
        for gap in [outboxGap, journalGap] {
            bytes.appendLittleEndian(gap == nil ? Int64(0) : 1)
            bytes.appendLittleEndian(gap?.first ?? 0)
            bytes.appendLittleEndian(gap?.last ?? 0)
        }
        return bytes
    }

    /// Nil when they are none of ours.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        var numbers: [Int64] = []
        while let number = reader.integer(Int64.self) { numbers.append(number) }
        guard numbers.count == 10, let stage = Stage(rawValue: numbers[0]) else { return nil }
        self.stage = stage
        key = numbers[1]
        journalLimit = numbers[2]
        aside = numbers[3]
        outboxGap = numbers[4] == 0 ? nil : Gap(first: numbers[5], last: numbers[6])
        journalGap = numbers[7] == 0 ? nil : Gap(first: numbers[8], last: numbers[9])
    }
}
