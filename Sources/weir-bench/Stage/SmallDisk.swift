internal import Glibc

/// A file system of a few MiB in memory that can be filled to the last byte. Needs root.
final class SmallDisk {
    /// Keeps the directory below the mount until this is unmounted.
    private let workspace: Workspace
    private let path: String

    static var isPossible: Bool { geteuid() == 0 }

    init(at name: String, in workspace: Workspace, kilobytes: Int) throws(BenchError) {
        self.workspace = workspace
        path = workspace.file(name)
        try workspace.makeDirectory(name)
        try SmallDisk.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=0700", "weir-bench", path])
    }

    deinit {
        // What is left mounted shows in /proc/mounts; there is nobody to tell here.
        do throws(BenchError) { try SmallDisk.run(["umount", "-l", path]) } catch {}
    }

    private static func run(_ command: [String]) throws(BenchError) {
        _ = try ChildProcess(command[0], command, logPath: "/dev/null").finish(within: .seconds(30))
    }

    /// Leaves no free byte.
    func fill() throws(BenchError) {
        let file = open("\(path)/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("filler", errno: errno) }
        defer { close(file) }
        let bytes = [UInt8](repeating: 0x55, count: 4096)
        while write(file, bytes, bytes.count) > 0 {}
        guard errno == ENOSPC else { throw .system("fill the disk", errno: errno) }
    }
}
