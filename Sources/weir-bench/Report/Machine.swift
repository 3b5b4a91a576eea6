internal import Glibc

/// What the figures were measured on.
enum Machine {
    static var description: String {
        var name = utsname()
        uname(&name)
        let architecture = text(of: &name.machine)
        let kernel = text(of: &name.release)
        return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) x \(model ?? architecture), \(architecture), Linux \(kernel)"
    }

    private static var model: String? {
        for line in TextFile.read("/proc/cpuinfo").split(separator: "\n") where line.hasPrefix("model name") {
            return line.split(separator: ":").dropFirst().first.map { String($0.drop { $0 == " " }) }
        }
        return nil
    }

    private static func text<Field>(of field: inout Field) -> String {
        withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

enum FileSize {
    static func bytes(of path: String) throws(BenchError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system(path, errno: errno) }
        return Int(status.st_size)
    }
}
