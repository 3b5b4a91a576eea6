internal import Glibc

/// Root works on a store as the user who owns it: files made meanwhile must not be root's, and what a backup holds is
/// read without root's rights.
enum StoreOwner {
    /// Nothing changes for anybody else, or where the directory is not there.
    static func become(of directory: String) throws(ArchiveFailure) {
        var status = stat()
        guard geteuid() == 0, stat(directory, &status) == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setegid(status.st_gid) == 0, seteuid(status.st_uid) == 0 else {
            throw .system(directory)
        }
    }

    /// Ends that: the file of a backup is where only root may write.
    static func leave() throws(ArchiveFailure) {
        guard getuid() == 0, geteuid() != 0 else { return }
        guard seteuid(0) == 0, setegid(0) == 0 else { throw .system("seteuid") }
    }
}
