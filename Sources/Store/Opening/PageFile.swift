internal import Glibc

/// The pages of a broken database, without SQLite: each in its newest version, from the log or the file.
///
/// https://www.sqlite.org/fileformat2.html gives the layout. Checksums are left to the rows.
final class PageFile {
    let pageSize: Int
    /// Without the sum at the end.
    let usableSize: Int
    private let database: Int32
    private let log: Int32
    /// Where in the log a page's newest version is.
    private var logged: [Int: Int] = [:]
    private static let logHeader = 32
    private static let frameHeader = 24

    init(_ path: String, pageSize: Int) {
        self.pageSize = pageSize
        usableSize = pageSize - (PageSums.areUsed(path, pageSize: pageSize) ? PageSums.bytes : 0)
        database = open(path, O_RDONLY | O_CLOEXEC)
        log = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        indexLog()
    }

    deinit {
        if database >= 0 { close(database) }
        if log >= 0 { close(log) }
    }

    /// Pages count from 1.
    lazy var count: Int = max(pagesInFile, logged.keys.max() ?? 0)

    /// Pages that have a version in the log.
    var loggedPages: [Int] { logged.keys.sorted() }

    /// Pages that there are, in order.
    lazy var numbers: [Int] = Array(1...max(pagesInFile, 1)) + loggedPages.filter { $0 > max(pagesInFile, 1) }

    private var pagesInFile: Int {
        var status = stat()
        return database >= 0 && fstat(database, &status) == 0 ? Int(status.st_size) / pageSize : 0
    }

    func page(_ number: Int) -> [UInt8]? {
        guard number >= 1 && number <= count else { return nil }
        if let place = logged[number] { return read(log, place, pageSize) }
        return read(database, (number - 1) * pageSize, pageSize)
    }

    private func indexLog() {
        if pagesInFile == 0 { indexWholeLog() } else { indexPresentTurn() }
    }

    /// Frames with the header's salts belong to the log's present turn; the later of one page is the newer. Frames
    /// behind a damaged one count, too: SQLite would not look at them.
    private func indexPresentTurn() {
        guard let header = read(log, 0, Self.logHeader) else { return }
        let second = Self.logHeader + Self.frameHeader + pageSize
        var salts = header[16..<24]
        // Two frames that agree know better than a header that is damaged itself.
        if let one = read(log, Self.logHeader, Self.frameHeader), let two = read(log, second, Self.frameHeader),
            one[8..<16] == two[8..<16]
        {
            salts = one[8..<16]
        }
        var count = 0
        var transaction: [Int: Int] = [:]
        for frame in frames {
            count += 1
            // A number that no page can have is a damaged one.
            if frame.salts == salts && frame.number <= pagesInFile + count { transaction[frame.number] = frame.page }
            if frame.isCommit { logged.take(&transaction) }
        }
    }

    /// One page in the log.
    private struct Frame {
        let number: Int
        let salts: ArraySlice<UInt8>
        /// The last frame of a transaction tells the database's size. What is behind the last of them was never committed.
        let isCommit: Bool
        /// Where its page begins.
        let page: Int
    }

    private var frames: some Sequence<Frame> {
        sequence(state: Self.logHeader) { [self] place in
            guard let header = read(log, place, Self.frameHeader) else { return nil }
            defer { place += Self.frameHeader + pageSize }
            return Frame(
                number: header[0..<4].reduce(0) { $0 << 8 | Int($1) }, salts: header[8..<16],
                isCommit: header[4..<8].contains { $0 != 0 }, page: place + Self.frameHeader)
        }
    }

    /// Where the file is empty the log has all that is left, also of the turns before, whose ends the later ones have not
    /// yet overwritten: the nearer to the beginning, the newer.
    private func indexWholeLog() {
        var turns: [(salts: ArraySlice<UInt8>, pages: [Int: Int])] = []
        var transaction: [Int: Int] = [:]
        for frame in frames where frame.number > 0 {
            if turns.last?.salts != frame.salts {
                turns.append((frame.salts, [:]))
                transaction = [:]
            }
            transaction[frame.number] = frame.page
            if frame.isCommit { turns[turns.count - 1].pages.take(&transaction) }
        }
        for turn in turns.reversed() { logged.merge(turn.pages) { _, newer in newer } }
    }

    private func read(_ descriptor: Int32, _ offset: Int, _ count: Int) -> [UInt8]? {
        guard descriptor >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, offset) == count ? bytes : nil
    }
}

extension [Int: Int] {
    /// Takes over all of `other`, which is empty then.
    fileprivate mutating func take(_ other: inout [Int: Int]) {
        merge(other) { _, newer in newer }
        other.removeAll(keepingCapacity: true)
    }
}
