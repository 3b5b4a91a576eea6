internal import Glibc

/// Broken databases, moved aside with their logs. One is kept: the newest.
struct Quarantine {
    let paths: StorePaths

    /// A folder whose salvage did not finish: a start was interrupted by another crash.
    var unfinished: String? {
        folders.last { StorePaths.size(paths.quarantine + "/\($0)/unfinished") != nil }
            .map { paths.quarantine + "/\($0)" }
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
            for suffix in ["", "-wal", "-shm"] { unlink(paths.database + suffix) }
        }
    }

    private func mark(_ folder: String) throws(StoreError) {
        let marker = open(folder + "/unfinished", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
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
        for number in folders.dropLast() {
            let old = paths.quarantine + "/\(number)"
            for name in StorePaths.names(in: old) { unlink(old + "/" + name) }
            rmdir(old)
        }
    }

    private var folders: [Int] { StorePaths.names(in: paths.quarantine).compactMap { Int($0) }.sorted() }
}
