internal import Glibc

extension Store {
    /// Puts the closed store of the directory `replacement` in the place of the one in `directory`, which is moved to
    /// `aside`; all three are in one file system. After a crash in between there is the one or the other database, never
    /// a mixture: the log goes first, and the database is replaced in one step.
    ///
    /// Throws `locked` while a gateway runs, `unusable` where a file cannot be moved.
    public static func replace(directory: String, with replacement: String, aside: String) throws(StoreError) {
        let present = StorePaths(directory: directory)
        let new = StorePaths(directory: replacement)
        let old = StorePaths(directory: aside)
        try present.createDirectory()
        let lock = try LockFile(present)
        try StorePaths.makeFolder(aside)
        // What is being mended there belongs to the old database.
        try move(present.quarantine, old.quarantine)
        try move(present.log, old.log)
        if link(present.database, old.database) != 0, errno != ENOENT { throw StorePaths.failure(old.database) }
        // What the lock's file tells is of the old database.
        guard lock.forget() else { throw StorePaths.failure(present.lock) }
        guard rename(new.database, present.database) == 0 else { throw StorePaths.failure(present.database) }
        guard StorePaths.synchronise(directory) else { throw StorePaths.failure(directory) }
    }

    /// What is not there needs no moving.
    private static func move(_ from: String, _ to: String) throws(StoreError) {
        if rename(from, to) != 0, errno != ENOENT { throw StorePaths.failure(from) }
    }
}
