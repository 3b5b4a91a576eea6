internal import Directories
internal import Glibc

/// What a process has used, as the kernel accounts it.
enum ProcessUsage {
    /// User and system time of all its threads, in nanoseconds: finer than the ticks of /proc/PID/stat.
    static func processorNanoseconds(of process: pid_t) throws(BenchError) -> Int64 {
        var clock = clockid_t()
        let code = clock_getcpuclockid(process, &clock)
        guard code == 0 else { throw .system("clock_getcpuclockid", errno: code) }
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { throw .system("clock_gettime", errno: errno) }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The same of a program with all that it started and that still runs.
    static func treeNanoseconds(of process: pid_t) throws(BenchError) -> Int64 {
        var sum = try processorNanoseconds(of: process)
        for task in DirectoryReader.names(in: "/proc/\(process)/task") {
            for word in TextFile.read("/proc/\(process)/task/\(task)/children").split(whereSeparator: \.isWhitespace) {
                // One that has ended meanwhile is counted no more.
                if let child = pid_t(word) { do { sum += try treeNanoseconds(of: child) } catch {} }
            }
        }
        return sum
    }

    /// How often its threads went to sleep of themselves.
    static func voluntarySwitches(of process: pid_t) -> Double {
        DirectoryReader.names(in: "/proc/\(process)/task").reduce(0) { sum, task in
            sum + (optionalField("voluntary_ctxt_switches:", in: "/proc/\(process)/task/\(task)/status") ?? 0)
        }
    }

    /// Its share of memory: pages shared with others count in part.
    static func proportionalKiB(of process: pid_t) throws(BenchError) -> Double {
        try field("Pss:", in: "/proc/\(process)/smaps_rollup")
    }

    /// The most it ever had resident.
    static func peakKiB(of process: pid_t) throws(BenchError) -> Double {
        try field("VmHWM:", in: "/proc/\(process)/status")
    }

    /// The same; nil once it has ended.
    static func livePeakKiB(of process: pid_t) -> Double? {
        optionalField("VmHWM:", in: "/proc/\(process)/status")
    }

    private static func field(_ name: String, in path: String) throws(BenchError) -> Double {
        guard let number = optionalField(name, in: path) else { throw .missing("\(path) has no \(name)") }
        return number
    }

    private static func optionalField(_ name: String, in path: String) -> Double? {
        for line in TextFile.read(path).split(whereSeparator: \.isNewline) where line.hasPrefix(name) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1, let number = Double(words[1]) { return number }
        }
        return nil
    }
}
