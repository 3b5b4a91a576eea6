internal import Glibc
internal import Telemetry

/// What the kernel knows of this process, under the names that Prometheus' client libraries use.
enum ProcessMetrics {
    static func append(to text: inout String) {
        var time = timespec()
        if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
            append(
                "process_cpu_seconds_total", "counter", "Processor time used.",
                Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, to: &text)
        }
        if let pages = residentPages() {
            append(
                "process_resident_memory_bytes", "gauge", "Memory in use.",
                Double(pages) * Double(sysconf(Int32(_SC_PAGESIZE))), to: &text)
        }
    }

    private static func append(
        _ name: String, _ kind: String, _ about: String, _ value: Double, to text: inout String
    ) {
        text += "# HELP \(name) \(about)\n# TYPE \(name) \(kind)\n\(name) \(JSONWriter.text(of: value))\n"
    }

    /// The second number of /proc/self/statm, proc(5).
    private static func residentPages() -> Int? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let numbers = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]) : nil
    }
}
