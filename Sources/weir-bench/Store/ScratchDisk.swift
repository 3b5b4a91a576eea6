internal import Glibc

/// An ext4 file system on a disk of its own, so that all that reaches the disk can be counted: the store's bytes, and the
/// file system's own for them. Needs root.
final class ScratchDisk {
    private let workspace: Workspace
    private let device: String
    var path: String { workspace.file("disk") }

    static var isPossible: Bool { geteuid() == 0 && access("/dev/loop-control", R_OK | W_OK) == 0 }

    init(in directory: String, megabytes: Int) throws(BenchError) {
        workspace = try Workspace(in: directory)
        let image = workspace.file("image")
        let descriptor = open(image, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(megabytes) << 20) == 0 else {
            throw .system(image, errno: errno)
        }
        close(descriptor)
        try workspace.makeDirectory("disk")
        try ScratchDisk.run(["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image])
        try ScratchDisk.run(["mount", "-o", "loop,relatime", image, workspace.file("disk")])
        let found = try ScratchDisk.run(["findmnt", "-n", "-o", "SOURCE", workspace.file("disk")])
        device = String(found.split(separator: "/").last ?? "").filter { !$0.isWhitespace }
    }

    deinit {
        // What is left mounted shows in /proc/mounts; there is nobody to tell here.
        do throws(BenchError) { try ScratchDisk.run(["umount", "-l", path]) } catch {}
    }

    /// All that was ever written to the disk, after everything that waits is there.
    func bytesWritten() throws(BenchError) -> Int64 {
        try flush()
        // Kernel documentation, block/stat: the seventh number is sectors of 512 bytes written.
        let numbers = TextFile.read("/sys/block/\(device)/stat").split { $0 == " " || $0 == "\n" }
        guard numbers.count > 6, let sectors = Int64(numbers[6]) else {
            throw .missing("/sys/block/\(device)/stat cannot be read")
        }
        return sectors * 512
    }

    /// What the kernel does by itself within some seconds.
    func flush() throws(BenchError) { try ScratchDisk.run(["sync", "-f", path]) }

    @discardableResult
    private static func run(_ command: [String]) throws(BenchError) -> String {
        let process = try ChildProcess(command[0], command, logPath: "/dev/null")
        return String(decoding: try process.finish(within: .seconds(60)), as: UTF8.self)
    }
}
