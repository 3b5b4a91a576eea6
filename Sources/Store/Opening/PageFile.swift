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

    private var pagesInFile: Int {
        var status = stat()
        return database >= 0 && fstat(database, &status) == 0 ? Int(status.st_size) / pageSize : 0
    }

    func page(_ number: Int) -> [UInt8]? {
        guard number >= 1 && number <= count else { return nil }
        if let place = logged[number] { return read(log, place, pageSize) }
        return read(database, (number - 1) * pageSize, pageSize)
    }

    /// Frames with the header's salts belong to the log's present turn; the later of one page is the newer. Frames
    /// behind a damaged one count, too: SQLite would not look at them.
    private func indexLog() {
        guard let header = read(log, 0, Self.logHeader) else { return }
        let second = Self.logHeader + Self.frameHeader + pageSize
        var salts = header[16..<24]
        // Two frames that agree know better than a header that is damaged itself.
        if let one = read(log, Self.logHeader, Self.frameHeader), let two = read(log, second, Self.frameHeader),
            one[8..<16] == two[8..<16]
        {
            salts = one[8..<16]
        }
        var frames = 0
        var place = Self.logHeader
        while let frame = read(log, place, Self.frameHeader) {
            frames += 1
            let number = frame[0..<4].reduce(0) { $0 << 8 | Int($1) }
            // A number that no page can have is a damaged one.
            if frame[8..<16] == salts && number <= pagesInFile + frames {
                logged[number] = place + Self.frameHeader
            }
            place += Self.frameHeader + pageSize
        }
    }

    private func read(_ descriptor: Int32, _ offset: Int, _ count: Int) -> [UInt8]? {
        guard descriptor >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, offset) == count ? bytes : nil
    }
}
