internal import Glibc

/// The files of a store.
struct StorePaths {
    let directory: String

    var database: String { directory + "/weir.db" }
    var log: String { database + "-wal" }
    var lock: String { directory + "/lock" }
    var ballast: String { directory + "/ballast" }
    var quarantine: String { directory + "/quarantine" }

    /// Makes the directory (mode 0700) and its parents.
    func createDirectory() throws(StoreError) {
        var path = ""
        for part in directory.split(separator: "/", omittingEmptySubsequences: false) {
            path += (path.isEmpty && part.isEmpty) ? "/" : path.hasSuffix("/") || path.isEmpty ? part : "/" + part
            try Self.makeFolder(path)
        }
    }

    static func makeFolder(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw failure(path)
    }

    /// Bytes of a file, nil when there is none.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        // Asked after each commit: handed over as it is, the text would be copied first.
        return path.withCString { stat($0, &status) } == 0 ? Int64(status.st_size) : nil
    }

    /// Makes what was made, moved or removed in a folder last over a power cut; false with `errno` when it could not.
    static func synchronise(_ folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    static func failure(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: .full(.disk)
        case EROFS: .readOnly(detail: path)
        default: .unusable(path: path, code: errno)
        }
    }

    /// Makes an empty database file that only its owner may read; SQLite gives its log the same mode.
    func createDatabase() throws(StoreError) {
        let descriptor = open(database, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(database) }
        close(descriptor)
    }

    /// Puts an empty database file in the place of one that holds nothing.
    func removeDatabase() throws(StoreError) {
        unlinkDatabase()
        try createDatabase()
    }

    func unlinkDatabase() {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(database + suffix) }
    }

    /// Bytes free to us on the file system of a file.
    static func freeBytes(_ path: String) -> Int64 {
        var status = statvfs()
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard statvfs(folder.isEmpty ? "/" : folder, &status) == 0 else { return 0 }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }
}
