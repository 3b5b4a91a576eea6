import Foundation
import TestSupport

/// A file system of a few MiB in memory that can be filled to the last byte. Needs root.
final class SmallDisk {
    /// Keeps the directory below the mount until this is unmounted.
    private let directory: TemporaryDirectory
    private let path: String
    private var filler: String { path + "/filler" }

    static let isPossible = geteuid() == 0

    init(at name: String, in directory: TemporaryDirectory, kilobytes: Int) throws {
        self.directory = directory
        path = "\(directory.path)/\(name)"
        mkdir(path, 0o700)
        let mount = try ChildProcess(
            ["/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=0700", "weir-test", path])
        guard mount.wait() == 0 else { throw Failure("no tmpfs at \(path)") }
    }

    deinit {
        // Lazily, since whoever still uses it ends a moment later. Should it fail there is nobody to tell.
        _ = try? ChildProcess(["/bin/umount", "-l", path]).wait()
    }

    /// Leaves no free byte.
    func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("\(filler): \(errno)") }
        defer { close(file) }
        let bytes = [UInt8](repeating: 0x55, count: 4096)
        while write(file, bytes, bytes.count) > 0 {}
        guard errno == ENOSPC else { throw Failure("\(filler): \(errno)") }
    }

    func clear() {
        unlink(filler)
    }
}
