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

    /// Whether a file that may be broken has sums: one page with a right sum is proof, wherever it is. Where all are
    /// destroyed, what is left of the file's own header tells, or of the one in its log; without any of them it is taken
    /// for one of ours.
    static func areUsed(_ path: String, pageSize: Int) -> Bool {
        let count = Int(StorePaths.size(path) ?? 0) / pageSize
        if hasSumAnywhere(path, pageSize: pageSize, count: count) { return true }
        return areReserved(path, offset: 0) ?? areReserved(path + "-wal", offset: 32 + 24) ?? true
    }

    private static func hasSumAnywhere(_ path: String, pageSize: Int, count: Int) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var page = [UInt8](repeating: 0, count: pageSize)
        for index in 0..<count {
            guard pread(descriptor, &page, pageSize, off_t(index * pageSize)) == pageSize else { return false }
            if weir_page_sum_holds(page, Int32(pageSize), UInt32(truncatingIfNeeded: index + 1)) != 0 { return true }
        }
        return false
    }

    /// Whether the header at `offset` reserves their bytes (section 1.3.4); nil where there is no header.
    private static func areReserved(_ path: String, offset: Int) -> Bool? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        guard pread(descriptor, &header, header.count, off_t(offset)) == header.count else { return nil }
        guard header.starts(with: "SQLite format 3".utf8) else { return nil }
        return header[20] == UInt8(bytes)
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
