internal import Glibc

/// Gives a database whose first page is destroyed the first page of a new one.
///
/// The first page holds SQLite's header and the list of tables; both are the same in every store of a page size, since
/// the tables are always made in the same order. Without it nothing else in the file can be reached.
enum HeaderGraft {
    private static let pageCountOffset = 28
    private static let freeListOffset = 32

    /// `donor` is a new database, closed or with an empty log; `patient` the broken file, whose old first page is kept
    /// beside it. False when a file cannot be read or written, or is too short to hold anything else.
    static func graft(from donor: String, onto patient: String, pageSize: Int) -> Bool {
        guard let size = StorePaths.size(patient), size >= 2 * pageSize else { return false }
        guard var page = read(donor, pageSize), let old = read(patient, pageSize) else { return false }
        setBigEndian(&page, pageCountOffset, UInt32(truncatingIfNeeded: size / Int64(pageSize)))
        // The old free list is unknown: an empty one only wastes space in a file that is read once.
        setBigEndian(&page, freeListOffset, 0)
        setBigEndian(&page, freeListOffset + 4, 0)
        page[PageSums.reservedOffset] = PageSums.areUsed(patient, pageSize: pageSize) ? UInt8(PageSums.bytes) : 0
        return write(patient + ".page1", old, creating: true) && write(patient, page, creating: false)
    }

    private static func setBigEndian(_ page: inout [UInt8], _ offset: Int, _ value: UInt32) {
        for index in 0..<4 { page[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)) }
    }

    private static func read(_ path: String, _ count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var page = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &page, count, 0) == count ? page : nil
    }

    private static func write(_ path: String, _ page: [UInt8], creating: Bool) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return pwrite(descriptor, page, page.count, 0) == page.count && fdatasync(descriptor) == 0
    }
}
