internal import CPageSums
internal import Glibc

/// The sums at the end of the pages of a database file. SQLite's own check, and the rows' checksums, leave the bytes
/// between the rows unwatched, and a page of the tree that is read wrong can hide rows.
///
/// Stores that were made before have none, and stay so.
enum PageSums {
    static let bytes = Int(WEIR_PAGE_SUM_BYTES)

    /// SQLite never writes the page that holds this byte (section 1.5).
    private static let lockByte = 1 << 30

    /// The first page from 1 to `count` whose sum is wrong; nil when all are right. Pages that were never written are
    /// zeros.
    static func firstDamagedPage(_ path: String, pageSize: Int, count: Int) throws(StoreError) -> Int? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorePaths.failure(path) }
        defer { close(descriptor) }
        let pages = max(1, (1 << 20) / pageSize)
        var buffer = [UInt8](repeating: 0, count: pages * pageSize)
        var number = 1
        while number <= count {
            let length = min(pages, count - number + 1) * pageSize
            let read = pread(descriptor, &buffer, length, off_t((number - 1) * pageSize))
            if read < 0 { throw .inputOutput(code: errno, detail: "read \(path)") }
            for index in 0..<read / pageSize where !holds(buffer, index * pageSize, pageSize, number + index) {
                return number + index
            }
            // The file is shorter than its header says.
            if read < length { return number + read / pageSize }
            number += length / pageSize
        }
        return nil
    }

    /// Whether a file that may be broken has sums: one page with a right sum is proof.
    static func areUsed(_ path: String, pageSize: Int) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var page = [UInt8](repeating: 0, count: pageSize)
        for number in 1...32 {
            guard pread(descriptor, &page, pageSize, off_t((number - 1) * pageSize)) == pageSize else { return false }
            if weir_page_sum_holds(page, Int32(pageSize), UInt32(number)) != 0 { return true }
        }
        return false
    }

    private static func holds(_ buffer: [UInt8], _ start: Int, _ size: Int, _ number: Int) -> Bool {
        if (number - 1) * size == lockByte { return true }
        return buffer.withUnsafeBytes { bytes in
            let page = UnsafeRawBufferPointer(rebasing: bytes[start..<start + size])
            return weir_page_sum_holds(page.baseAddress, Int32(size), UInt32(truncatingIfNeeded: number)) != 0
                || page.allSatisfy { $0 == 0 }
        }
    }
}
