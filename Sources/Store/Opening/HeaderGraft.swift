internal import Glibc

/// Gives a database whose list of tables is destroyed the pages of a new one.
///
/// The first page holds SQLite's header and the root of the list of tables, which goes on in the pages below it; all are
/// the same in every store of a page size and format, since the tables are always made in the same order. Without them
/// nothing else in the file can be reached.
enum HeaderGraft {
    private static let pageCountOffset = 28
    private static let freeListOffset = 32
    /// Where the first page says that there is a write-ahead log: 2 in both.
    private static let formatOffsets = 18...19

    /// `patient` is the broken file; its old pages are kept beside it. False when it cannot be read or written, or is too
    /// short to hold anything else.
    static func graft(onto patient: String, pageSize: Int) throws(StoreError) -> Bool {
        guard let size = StorePaths.size(patient), size >= 2 * pageSize else { return false }
        let donor = patient + ".donor"
        defer { unlink(donor) }
        try make(donor, pageSize: pageSize, hasSums: PageSums.areUsed(patient, pageSize: pageSize))
        guard var first = read(donor, 1, pageSize) else { return false }
        for number in children(of: first) {
            guard let page = read(donor, number, pageSize) else { return false }
            guard replace(number, in: patient, with: page) else { return false }
        }
        setBigEndian(&first, pageCountOffset, UInt32(truncatingIfNeeded: size / Int64(pageSize)))
        // The old free list is unknown: an empty one only wastes space in a file that is read once.
        setBigEndian(&first, freeListOffset, 0)
        setBigEndian(&first, freeListOffset + 4, 0)
        for offset in formatOffsets { first[offset] = 2 }
        return replace(1, in: patient, with: first)
    }

    /// A new database as ``DatabaseOpening`` makes it, of the patient's format.
    private static func make(_ path: String, pageSize: Int, hasSums: Bool) throws(StoreError) {
        unlink(path)
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorePaths.failure(path) }
        close(descriptor)
        let connection = try Connection(path: path, hasSums: false)
        defer { connection.close() }
        try connection.execute("PRAGMA page_size = \(pageSize)")
        if hasSums { try connection.reserveSums() }
        try Schema.create(connection)
    }

    /// The pages below the root of the list of tables, when it is an inner one (fileformat2.html, section 1.6).
    private static func children(of first: [UInt8]) -> [Int] {
        let root = 100
        guard first[root] == 0x05 else { return [] }
        let cells = Int(first[root + 3]) << 8 | Int(first[root + 4])
        var pages = [bigEndian(first, root + 8)]
        for index in 0..<cells {
            let pointer = root + 12 + 2 * index
            pages.append(bigEndian(first, Int(first[pointer]) << 8 | Int(first[pointer + 1])))
        }
        return pages
    }

    private static func bigEndian(_ page: [UInt8], _ offset: Int) -> Int {
        page[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func setBigEndian(_ page: inout [UInt8], _ offset: Int, _ value: UInt32) {
        for index in 0..<4 { page[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)) }
    }

    private static func replace(_ number: Int, in path: String, with page: [UInt8]) -> Bool {
        if let old = read(path, number, page.count) {
            guard write("\(path).page\(number)", old, at: 0, creating: true) else { return false }
        }
        return write(path, page, at: (number - 1) * page.count, creating: false)
    }

    private static func read(_ path: String, _ number: Int, _ count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var page = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &page, count, off_t((number - 1) * count)) == count ? page : nil
    }

    private static func write(_ path: String, _ page: [UInt8], at offset: Int, creating: Bool) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return pwrite(descriptor, page, page.count, off_t(offset)) == page.count && fdatasync(descriptor) == 0
    }
}
