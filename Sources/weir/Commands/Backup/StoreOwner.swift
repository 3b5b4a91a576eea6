internal import Glibc

/// Root works on a store as the user who owns it: files made meanwhile must not be root's, and what a backup holds is
/// read without root's rights.
enum StoreOwner {
    /// Nothing changes for anybody else, or where the directory is not there.
    static func become(of directory: String) throws(ArchiveFailure) {
        var status = stat()
        guard geteuid() == 0, stat(directory, &status) == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw .system(directory)
        }
    }
}
