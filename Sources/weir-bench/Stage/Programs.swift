internal import Glibc

/// Where the programs are, and how they are run.
struct Programs {
    let weir: String
    /// The reference clients, which are built with this program.
    let clients: String
    /// The library that counts what a program allocates; nil where it was not built.
    let allocationCounter: String?
    /// Where the directories of the measurements are made: the store's speed is that of its disk.
    let directory: String

    init(weir: String?, directory: String?) throws(BenchError) {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw .system("readlink /proc/self/exe", errno: errno) }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        self.weir = weir ?? "\(folder)/weir"
        clients = "\(folder)/CBenchmark"
        let counter = "\(folder)/liballocations.so"
        allocationCounter = access(counter, R_OK) == 0 ? counter : nil
        self.directory = directory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        for program in [self.weir, clients] where access(program, X_OK) != 0 {
            throw .missing("\(program) is not there: build it with the same configuration")
        }
    }

    /// Starts a program that ends with this one.
    func start(
        _ name: String, _ arguments: [String], environment: [String] = [], isRealTime: Bool, in workspace: Workspace
    ) throws(BenchError) -> ChildProcess {
        try ChildProcess(
            name, [clients, isRealTime ? "real-time" : "supervised"] + arguments, environment: environment,
            logPath: workspace.file("\(name).log"))
    }

    /// Whether this user may run things before everything that is not real time (root, or CAP_SYS_NICE).
    func mayRunRealTime() throws(BenchError) -> Bool {
        let trial = try ChildProcess("trial", [clients, "real-time", "true"], logPath: "/dev/null")
        do throws(BenchError) {
            _ = try trial.finish(within: .seconds(5))
            return true
        } catch {
            guard case .program = error else { throw error }
            return false
        }
    }
}
