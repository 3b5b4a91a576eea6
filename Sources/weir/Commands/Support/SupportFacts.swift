internal import Glibc

/// What the system says, for a support bundle.
enum SupportFacts {
    static func system() -> String {
        let files = ["/etc/os-release", "/proc/version", "/proc/uptime", "/proc/loadavg", "/proc/meminfo"]
        var text = ""
        for file in files { text += "# \(file)\n" + contents(of: file) + "\n" }
        // A board says what it is, with a NUL at the end.
        text += "# the board\n" + contents(of: "/proc/device-tree/model").filter { $0 != "\u{0}" } + "\n"
        if let disks = ProgramOutput.of(["df", "-h", "/var/lib"]) {
            text += "# df\n" + String(decoding: disks, as: UTF8.self)
        }
        return text
    }

    static func log(lines: Int) -> String {
        let output = ProgramOutput.of([
            "journalctl", "--no-pager", "--quiet", "--output", "short-iso", "--lines", "\(max(1, lines))",
            "--unit", "weir.service", "--unit", "weir-failsafe.service",
        ])
        return output.map { String(decoding: $0, as: UTF8.self) } ?? "there is no journalctl here\n"
    }

    private static func contents(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }
}
