internal import Directories
internal import Glibc

/// Broken databases, moved aside with their logs. One is kept, the newest, and with it the newest that was not copied
/// whole for want of room: so they never take more than twice the bytes allowed for the store.
struct Quarantine {
    let paths: StorePaths

    /// A folder whose salvage did not finish: a start was interrupted by another crash.
    var unfinished: String? {
        folders.last { isMarked($0, "unfinished") }.map { paths.quarantine + "/\($0)" }
    }

    /// Moves the database and its log into a new folder, marked as unfinished. Returns the folder.
    func moveAside() throws(StoreError) -> String {
        try StorePaths.makeFolder(paths.quarantine)
        let number = (folders.last ?? 0) + 1
        let folder = paths.quarantine + "/\(number)"
        try StorePaths.makeFolder(folder)
        try mark(folder)
        try move(into: folder)
        return folder
    }

    /// Goes on where a crash stopped ``moveAside()`` or the salvage: the new database, if any, is half filled.
    func resume(_ folder: String) throws(StoreError) {
        if StorePaths.size(folder + "/weir.db") == nil {
            try move(into: folder)
        } else {
            paths.unlinkDatabase()
        }
    }

    private func mark(_ folder: String, _ name: String = "unfinished") throws(StoreError) {
        let marker = open(folder + "/" + name, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard marker >= 0 else { throw StorePaths.failure(folder) }
        close(marker)
    }

    private func move(into folder: String) throws(StoreError) {
        // The log first: a database without its log is older but sound, a log without its database is nothing.
        for suffix in ["-wal", ""] {
            let isMoved = rename(paths.database + suffix, folder + "/weir.db" + suffix) == 0
            if !isMoved && errno != ENOENT { throw StorePaths.failure(folder) }
        }
        unlink(paths.database + "-shm")
    }

    func finish(_ folder: String) {
        unlink(folder + "/unfinished")
        synchronise(folder)
    }

    /// A mark that a power cut brought back would have the store that is used by then thrown away. Failing is no worse
    /// than not trying.
    private func synchronise(_ folder: String) { _ = StorePaths.synchronise(folder) }

    /// As ``finish(_:)``, for a folder that holds more than was copied. A mark takes the other's place: that needs no room.
    func finishCut(_ folder: String) throws(StoreError) {
        guard rename(folder + "/unfinished", folder + "/cut") == 0 else { throw StorePaths.failure(folder) }
        synchronise(folder)
    }

    /// The folders that hold more than was copied, oldest first; what there is room for now is taken in.
    var cut: [(number: Int, folder: String)] {
        folders.filter { isMarked($0, "cut") }.map { ($0, paths.quarantine + "/\($0)") }
    }

    /// All of it has been taken in.
    func finishCut(number: Int) {
        unlink(paths.quarantine + "/\(number)/cut")
        synchronise(paths.quarantine + "/\(number)")
    }

    /// The number that a folder is called by.
    static func number(_ folder: String) -> Int { folder.split(separator: "/").last.flatMap { Int($0) } ?? 0 }

    /// Seconds since the salvage of a folder began; a clock that was set back begins anew.
    func age(_ folder: String) -> Int64 {
        var status = stat()
        guard stat(folder + "/unfinished", &status) == 0 else { return .max }
        let age = Int64(time(nil)) - Int64(status.st_mtim.tv_sec)
        if age >= 0 { return age }
        utimensat(AT_FDCWD, folder + "/unfinished", nil, 0)
        return 0
    }

    /// What a salvage of it may have to copy.
    func bytes(_ folder: String) -> Int64 {
        ["", "-wal"].reduce(0) { $0 + (StorePaths.size(folder + "/weir.db" + $1) ?? 0) }
    }

    /// Deletes all but the newest, and the newest of those that hold more than was copied.
    func removeOlder() {
        let kept = folders.last { isMarked($0, "cut") }
        for number in folders.dropLast() where number != kept { remove(number) }
    }

    /// Deletes what was copied whole: its last copy is in no folder without a mark.
    func removeCopied() {
        for number in folders where !isMarked(number, "cut") && !isMarked(number, "unfinished") { remove(number) }
    }

    private func isMarked(_ number: Int, _ name: String) -> Bool {
        StorePaths.size(paths.quarantine + "/\(number)/\(name)") != nil
    }

    private func remove(_ number: Int) {
        let folder = paths.quarantine + "/\(number)"
        for name in DirectoryReader.names(in: folder) { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    private var folders: [Int] { DirectoryReader.names(in: paths.quarantine).compactMap { Int($0) }.sorted() }
}
