internal import Glibc

struct Job {
    let version5: Bool
    let port: UInt16
    let client: String
    let filter: String
    let file: CommitFile
    let batch: Int
}

/// An append-only file. SIGKILL can't take back what write(2) has accepted, so that is a commit here.
final class CommitFile {
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private(set) var count = 0

    init(_ path: String) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        // The life before may have been cut off in the middle of a line.
        append(UnsafeRawBufferPointer(start: nil, count: 0))
        commit()
    }

    func append(_ payload: UnsafeRawBufferPointer) {
        pending.append(contentsOf: payload)
        pending.append(UInt8(ascii: "\n"))
        count += 1
    }

    func commit() {
        // A disk takes its time: the moments before and after are where a kill matters.
        usleep(4_000)
        guard write(descriptor, pending, pending.count) == pending.count else { exit(3) }
        pending.removeAll(keepingCapacity: true)
        count = 0
        usleep(2_000)
    }
}

func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
