internal import Glibc

/// The database of a store as a file of its own, as a backup holds it.
public enum StoreCopy {
    /// The name of the database in the store's directory.
    public static let fileName = "weir.db"

    /// Reads every page. A store made before pages had sums is only looked at for its length.
    ///
    /// Throws `corrupt` with the page that is wrong, `unusable` where the file cannot be read.
    public static func check(_ path: String) throws(StoreError) {
        let header = try header(path)
        // Section 1.3 of SQLite's file format: the magic, the page size (1 stands for 65536), reserved bytes, pages.
        guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .corrupt(detail: "\(path) is no database")
        }
        let written = Int(header[16]) << 8 | Int(header[17])
        let pageSize = written == 1 ? 65_536 : written
        let count = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0, count > 0,
            (StorePaths.size(path) ?? 0) >= Int64(count) * Int64(pageSize)
        else { throw .corrupt(detail: "\(path) is cut short") }
        guard Int(header[20]) == PageSums.bytes else { return }
        if let page = try PageSums.firstDamagedPage(path, pageSize: pageSize, count: count) {
            throw .corrupt(detail: "page \(page) of \(path)")
        }
    }

    private static func header(_ path: String) throws(StoreError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorePaths.failure(path) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        guard read(descriptor, &header, header.count) == header.count else {
            throw .corrupt(detail: "\(path) is cut short")
        }
        return header
    }
}
