internal import Glibc
internal import Telemetry

/// What the kernel knows of this process, under the names that Prometheus' client libraries use.
enum ProcessMetrics {
    struct Family: Sendable {
        let name: String
        let kind: Metric.Kind
        let about: String
        /// Nil where the kernel does not say.
        let value: @Sendable () -> Double?
    }

    static let all = [
        Family(
            name: "process_cpu_seconds_total", kind: .counter, about: "Processor time used.", value: processorSeconds),
        Family(
            name: "process_resident_memory_bytes", kind: .gauge, about: "Memory in use.",
            value: { residentPages().map { Double($0) * Double(sysconf(Int32(_SC_PAGESIZE))) } }),
    ]

    static func append(to text: inout String) {
        for family in all {
            guard let value = family.value() else { continue }
            text += "# HELP \(family.name) \(family.about)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            text += "\(family.name) \(JSONWriter.text(of: value))\n"
        }
    }

    private static func processorSeconds() -> Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
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
