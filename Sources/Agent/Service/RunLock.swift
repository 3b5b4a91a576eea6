internal import Glibc

/// One agent to a state directory: held from before anything is touched until the process ends.
public enum RunLock {
    /// Why this process may not run.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Makes the directory, with its parents, and takes the lock, which the kernel gives back when the process ends.
    public static func take(directory: String) throws(Failure) {
        try makeDirectory(directory)
        let descriptor = open(directory + "/agent.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else {
            throw Failure(
                description: "the store in \(directory) cannot be used: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(description: "another gateway runs on the store in \(directory); stop that one first")
        }
    }

    /// Makes a directory with its parents; one that is there already is fine.
    static func makeDirectory(_ directory: String) throws(Failure) {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o750) != 0, errno != EEXIST {
                throw Failure(
                    description: "the store's directory \(path) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
    }
}
