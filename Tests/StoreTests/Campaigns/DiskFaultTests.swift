import Glibc
import Store
import TestSupport
import Testing

/// Disks that fail at random, lie, or turn read-only under the writer.
@Suite("Disk faults")
struct DiskFaultTests {
    private let directory = TemporaryDirectory()

    private static func isInstalled(_ program: String) -> Bool { Child("which", [program]).wait() == 0 }

    /// A run of the writer told against what is in the store afterwards.
    private struct Verdict {
        var errors = 0
        var acknowledged = 0
        /// Entries acknowledged that are gone, or not what was written.
        var lost: Int64 = 0
        var isNoticed = false

        init(_ lines: [String], in path: String) throws {
            var journal: Int64 = 0
            var sequence: Int64 = 0
            for line in lines {
                let words = line.split(separator: " ")
                if words.first == "error" { errors += 1 }
                guard words.first == "ack", words.count == 3 else { continue }
                acknowledged += 1
                journal = Int64(words[1]) ?? journal
                sequence = Int64(words[2]) ?? sequence
            }
            let check = Child(Child.writer, [path, "check=yes"]).lines().last ?? "nothing"
            let found = check.split(separator: " ").dropFirst().compactMap { Int64($0) }
            try #require(found.count == 5, "\(check)")
            lost = max(0, journal - found[0]) + max(0, sequence - (found[1] - 1)) + found[2] + found[3]
            // A gap in the journal's offsets is told with every reading of it.
            isNoticed = errors > 0 || found[3] > 0 || found[4] > 0
        }
    }

    @Test("a disk that has no room at random moments loses nothing acknowledged")
    func randomlyFull() throws {
        try #require(Self.isInstalled("fiu-run"), "needs fiu-run (fiu-utils)")
        let trials = Trials.isLong ? 50 : 5
        var (provoked, errors, acknowledged) = (0, 0, 0)
        var lost: Int64 = 0
        for trial in 0..<trials {
            let path = directory.file("\(trial)")
            let failure = "enable_random name=posix/io/rw/pwrite,probability=0.01,failinfo=28"
            let child = Child(
                "fiu-run",
                ["-x", "-c", failure, Child.writer, path, "count=300", "deliver=yes", "max=1048576", "patience=10000"])
            let lines = child.lines()
            #expect(child.wait() == 0, "\(lines.suffix(3))")
            let verdict = try Verdict(lines, in: path)
            provoked += lines.contains { $0.hasPrefix("error ") && $0.contains("full") } ? 1 : 0
            errors += verdict.errors
            acknowledged += verdict.acknowledged
            lost += verdict.lost
            #expect(verdict.lost == 0, "trial \(trial)")
        }
        CampaignRow(
            "ENOSPC at random", trials: trials, provoked: provoked, lost: Int(lost),
            figure: "\(errors) errors, \(acknowledged) commits acknowledged"
        ).record()
        #expect(provoked == trials, "positive control: the disk was full at times")
    }

    @Test("a write that is cut short and said to be whole is noticed, or does no harm")
    func lyingWrite() throws {
        let moments = Trials.isLong ? Array(40..<240) : [60, 61, 75, 90, 120, 150, 200, 230]
        var provoked = 0
        var unnoticed = 0
        var harmed = 0
        for (number, moment) in moments.enumerated() {
            // The first bytes never come, or nearly all of them: what was there before stays.
            let claimed = number % 2 == 0 ? 10 : 1000
            let path = directory.file("\(moment)")
            let trace = directory.file("trace")
            let child = Child(
                "strace",
                [
                    "-f", "-qq", "-o", trace, "-e", "trace=pwrite64", "-e",
                    "inject=pwrite64:retval=\(claimed):when=\(moment)",
                    Child.writer, path, "count=40", "max=1048576", "patience=100", "deliver=yes",
                ])
            let lines = child.lines()
            _ = child.wait()
            let isInjected = String(decoding: File.read(trace), as: UTF8.self).contains("= \(claimed) (INJECTED)")
            provoked += isInjected ? 1 : 0
            let verdict = try Verdict(lines, in: path)
            harmed += verdict.lost > 0 || verdict.isNoticed ? 1 : 0
            if verdict.lost > 0 && !verdict.isNoticed { unnoticed += 1 }
            #expect(verdict.lost == 0 || verdict.isNoticed, "write \(moment): \(verdict)")
        }
        CampaignRow(
            "a lying short write", trials: moments.count, provoked: provoked, lost: unnoticed,
            figure: "\(harmed) did harm, all noticed"
        ).record()
        #expect(provoked == moments.count, "positive control: the write was cut short")
    }

    @Test("a file system that turns read-only under the writer loses nothing acknowledged")
    func readOnlyRemount() throws {
        try #require(geteuid() == 0, "needs root for a disk of its own")
        let image = directory.file("disk.img")
        let mount = directory.file("disk")
        File.write(image, [])
        try #require(truncate(image, 32 << 20) == 0 && mkdir(mount, 0o700) == 0)
        try #require(Child("mkfs.ext4", ["-q", "-F", image]).wait() == 0, "needs mkfs.ext4 (e2fsprogs)")
        let trials = Trials.isLong ? 20 : 3
        var provoked = 0
        var lost: Int64 = 0
        for trial in 0..<trials {
            try #require(Child("mount", ["-o", "loop,errors=remount-ro", image, mount]).wait() == 0)
            defer { _ = Child("umount", ["-l", mount]).wait() }
            let writer = Child(Child.writer, [mount + "/store", "max=4194304", "deliver=yes"])
            var lines: [String] = []
            while lines.count < 20 + trial, let line = writer.line() { lines.append(line) }
            let device = try #require(
                Child("findmnt", ["-n", "-o", "SOURCE", mount]).line()?.split(separator: "/").last)
            File.append("/sys/fs/ext4/\(device)/trigger_fs_error", "1")
            lines += writer.lines()
            _ = writer.wait()
            provoked += lines.contains { $0.hasPrefix("error ") } ? 1 : 0
            try #require(Child("umount", [mount]).wait() == 0)
            // The file system says itself that it wants to be looked at; 1 is "errors corrected".
            try #require(Child("e2fsck", ["-fy", image]).wait() <= 1)
            try #require(Child("mount", ["-o", "loop", image, mount]).wait() == 0)
            let verdict = try Verdict(lines, in: mount + "/store")
            lost += verdict.lost
            #expect(verdict.lost == 0, "\(lines.suffix(3))")
            try #require(Child("umount", [mount]).wait() == 0)
        }
        CampaignRow(
            "read-only under the writer", trials: trials, provoked: provoked, lost: Int(lost)
        ).record()
        #expect(provoked == trials, "positive control: the writer was refused")
    }
}
