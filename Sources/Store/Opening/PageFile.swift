internal import Glibc

/// The pages of a broken database, without SQLite: each in its newest version, from the log or the file.
///
/// https://www.sqlite.org/fileformat2.html gives the layout. Checksums are left to the rows.
final class PageFile {
    let pageSize: Int
    private let database: Int32
    private let log: Int32
    /// Where in the log a page's newest version is.
    private var logged: [Int: Int] = [:]
    private static let logHeader = 32
    private static let frameHeader = 24

    init(_ path: String, pageSize: Int) {
        self.pageSize = pageSize
        database = open(path, O_RDONLY | O_CLOEXEC)
        log = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        indexLog()
    }

    deinit {
        if database >= 0 { close(database) }
        if log >= 0 { close(log) }
    }

    /// Pages count from 1.
    lazy var count: Int = {
        var status = stat()
        let inFile = database >= 0 && fstat(database, &status) == 0 ? Int(status.st_size) / pageSize : 0
        return max(inFile, logged.keys.max() ?? 0)
    }()

    func page(_ number: Int) -> [UInt8]? {
        guard number >= 1 && number <= count else { return nil }
        if let place = logged[number] { return read(log, place, pageSize) }
        return read(database, (number - 1) * pageSize, pageSize)
    }

    /// Frames with the header's salts belong to the log's present turn; the later of one page is the newer.
    private func indexLog() {
        guard let header = read(log, 0, Self.logHeader) else { return }
        var place = Self.logHeader
        while let frame = read(log, place, Self.frameHeader), frame[8..<16] == header[16..<24] {
            let number = frame[0..<4].reduce(0) { $0 << 8 | Int($1) }
            logged[number] = place + Self.frameHeader
            place += Self.frameHeader + pageSize
        }
    }

    private func read(_ descriptor: Int32, _ offset: Int, _ count: Int) -> [UInt8]? {
        guard descriptor >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, offset) == count ? bytes : nil
    }
}
