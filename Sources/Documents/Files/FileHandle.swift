internal import Directories
internal import Glibc

/// An open file or directory, closed when it goes out of scope.
///
/// A path is first opened with O_PATH, which runs no driver: a FIFO does not block, and /dev/watchdog is not armed by
/// looking at it.
struct FileHandle: ~Copyable {
    private let descriptor: Int32
    private let status: stat

    private init(descriptor: Int32, status: stat) {
        self.descriptor = descriptor
        self.status = status
    }

    deinit { close(descriptor) }

    private var kind: mode_t { status.st_mode & S_IFMT }

    /// Linux, asm-generic/fcntl.h; Glibc's module leaves it out.
    private static let openPathOnly: Int32 = 0o10_000_000
}

// MARK: Opening

extension FileHandle {
    /// Any path, links followed.
    static func directory(at path: String) throws(FileProblem) -> FileHandle {
        try check(path)
        return try open(path, relativeTo: AT_FDCWD, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    /// Any path, links followed; must be a regular file.
    static func file(at path: String) throws(FileProblem) -> FileHandle {
        try check(path)
        return try reopened(path, relativeTo: AT_FDCWD, isLink: true)
    }

    /// A regular file of this directory. A symbolic link may lead to another place below `root`, not out of it.
    func file(named name: String, confinedTo root: String) throws(FileProblem) -> FileHandle {
        try Self.reopened(name, relativeTo: descriptor, isLink: try isLink(name), confinedTo: root)
    }

    /// A directory of this directory, by the same rule.
    func directory(named name: String, confinedTo root: String) throws(FileProblem) -> FileHandle {
        let isLink = try isLink(name)
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (isLink ? 0 : O_NOFOLLOW)
        let handle = try Self.open(name, relativeTo: descriptor, flags: flags)
        if isLink { try handle.requireBelow(root) }
        return handle
    }

    private func isLink(_ name: String) throws(FileProblem) -> Bool {
        var found = stat()
        guard fstatat(descriptor, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { throw .system(errno) }
        return found.st_mode & S_IFMT == S_IFLNK
    }

    /// Looks without touching, then opens for reading, and makes sure both were the same file.
    private static func reopened(
        _ path: String, relativeTo parent: Int32, isLink: Bool, confinedTo root: String? = nil
    ) throws(FileProblem) -> FileHandle {
        let link = isLink ? 0 : O_NOFOLLOW
        let seen = try open(path, relativeTo: parent, flags: openPathOnly | O_CLOEXEC | link)
        guard seen.kind == S_IFREG else {
            throw FileProblem("it is \(seen.kindWords), not a regular file", mend: "put the text into a regular file")
        }
        if let root, isLink { try seen.requireBelow(root) }
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | link
        let opened = try open(path, relativeTo: parent, flags: flags)
        guard opened.status.st_dev == seen.status.st_dev, opened.status.st_ino == seen.status.st_ino else {
            throw FileProblem("it was replaced while being opened", mend: "try again")
        }
        return opened
    }

    private static func open(_ path: String, relativeTo parent: Int32, flags: Int32) throws(FileProblem) -> FileHandle {
        let descriptor = openat(parent, path, flags)
        guard descriptor >= 0 else { throw .system(errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(code)
        }
        return FileHandle(descriptor: descriptor, status: status)
    }

    /// A NUL would end the path early for the kernel.
    private static func check(_ path: String) throws(FileProblem) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw FileProblem("\(ShownText.quoted(path)) is not a path")
        }
    }

    private var kindWords: String {
        switch kind {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }
}

// MARK: Trust

extension FileHandle {
    func require(_ trust: FileTrust, isSecret: Bool = false) throws(FileProblem) {
        if status.st_mode & S_IWOTH != 0, !trust.allowsWritableByAll {
            throw FileProblem("everybody can write it", mend: "run chmod o-w on it")
        }
        if status.st_uid != 0, status.st_uid != geteuid(), !trust.allowsForeignOwner {
            throw FileProblem(
                "it belongs to user \(status.st_uid), neither root nor the user who runs this", mend: "run chown on it")
        }
        if isSecret, status.st_mode & S_IROTH != 0, !trust.allowsReadableSecrets {
            throw FileProblem("everybody can read it", mend: "run chmod o-rwx on it")
        }
    }

    /// The path the kernel knows this by, links resolved.
    func realPath() throws(FileProblem) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, Int(PATH_MAX))
        guard count > 0 else { throw FileProblem("its real path cannot be found", mend: "mount /proc") }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func requireBelow(_ root: String) throws(FileProblem) {
        let real = try realPath()
        guard real.hasPrefix(root.hasSuffix("/") ? root : root + "/") else {
            throw FileProblem(
                "it is a symbolic link that leads out of the configuration directory", mend: "copy the file instead")
        }
    }
}

// MARK: Content

extension FileHandle {
    /// All bytes. A file that is longer, or that changes meanwhile, is refused.
    func read(atMost limit: Int) throws(FileProblem) -> [UInt8] {
        let tooLong = FileProblem("it is larger than \(SizeText.write(bytes: Int64(limit)))", mend: "split it")
        guard status.st_size <= limit else { throw tooLong }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size) + 1)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw tooLong }
        }
        var after = stat()
        guard fstat(descriptor, &after) == 0 else { throw .system(errno) }
        let isUnchanged =
            after.st_size == status.st_size && after.st_mtim.tv_sec == status.st_mtim.tv_sec
            && after.st_mtim.tv_nsec == status.st_mtim.tv_nsec
        guard isUnchanged else { throw FileProblem("it changed while being read", mend: "try again") }
        return bytes
    }

    /// The names in this directory in byte order, without those that start with a dot.
    func names(atMost limit: Int) throws(FileProblem) -> [String] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .system(errno) }
        guard var reader = DirectoryReader(takingOver: copy) else { throw .system(errno) }
        var names: [String] = []
        while let name = reader.next() {
            if name.hasPrefix(".") { continue }
            guard names.count < limit else { throw FileProblem("the directory holds more than \(limit) files") }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
