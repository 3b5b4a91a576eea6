/// How large a salvage may make the new database: within the bytes allowed, and on a disk that is nearly full with room
/// left for the log and the commits to come.
struct SalvageRoom {
    /// With so many pages it stops.
    let pages: Int64
    /// One transaction must not outgrow the log, nor the room that is left at the end.
    let bytesPerTransaction: Int64
    /// What these pages hold.
    let bytes: Int64

    /// - Parameters:
    ///   - free: bytes free on the disk.
    ///   - wanted: bytes with which the disk has room for everything.
    init(free: Int64, wanted: Int64, layout: StoreLayout) {
        let limit = free >= wanted ? layout.databasePages : min(layout.databasePages, free / 2 / layout.pageSize)
        bytesPerTransaction = min(2 << 20, max(limit * layout.pageSize / 64, 8 << 10))
        let pages = max(0, limit - 2 * layout.pages(bytes: bytesPerTransaction, rows: 4))
        self.pages = pages
        bytes = pages * layout.pageSize
    }
}
