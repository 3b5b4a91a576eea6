internal import Glibc

/// How often a message makes somebody ask for memory, once everything has its size.
struct MessageAllocations: Measurement {
    private struct Sample {
        var own: Double
        var libraries: Double
    }

    let programs: Programs
    let messages: Int

    func run() throws(BenchError) -> [Figure] {
        guard let counter = programs.allocationCounter else { return [] }
        let weir = try gateway(counter)
        let reference = try reference(counter)
        return [
            Figure(
                Heading(
                    name: "allocations of ours per message, QoS 1 durable, no event", unit: "each", decimals: 3,
                    limits: .most(0, goal: 0)), weir.own),
            Figure(
                Heading(
                    name: "allocations of C libraries per message, QoS 1 durable", unit: "each", decimals: 2,
                    comparison: .difference), weir.libraries, reference: reference.libraries),
        ]
    }

    private func gateway(_ counter: String) throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let file = try CounterFile(in: stage.workspace)
        // Windows that close are events, of which there are as many as time brings, not as messages do.
        let setup = GatewaySetup(
            deviceFile: GatewaySetup.tenRules(windows: "1h"), environment: file.environment(counter))
        let gateway = try Gateway(on: stage, setup)
        let before = try gateway.counters()
        let sample = try measure(gateway.process, file, on: stage)
        // Only now: to answer, it allocates.
        try gateway.settle(since: before, count: 2 * messages, hot: 0)
        return sample
    }

    private func reference(_ counter: String) throws(BenchError) -> Sample {
        let stage = try Stage(programs)
        let file = try CounterFile(in: stage.workspace)
        let subscriber = try stage.subscriber("subscribe", quality: 1, environment: file.environment(counter))
        try stage.publish(Load.warming())
        return try measure(subscriber, file, on: stage)
    }

    private func measure(_ process: ChildProcess, _ file: CounterFile, on stage: Stage) throws(BenchError) -> Sample {
        let load = Load(count: messages, quality: 1, hotEvery: 0)
        // The first of these lets everything grow to its size.
        try stage.publish(load)
        _ = try Settling.wait(for: process.identifier)
        let before = try file.counts()
        try stage.publish(load)
        _ = try Settling.wait(for: process.identifier)
        let after = try file.counts()
        let libraries = after.libraries - before.libraries
        return Sample(
            own: Double(after.all - before.all - libraries) / Double(messages),
            libraries: Double(libraries) / Double(messages))
    }
}

/// The file of the preloaded counter (see CAllocations.h).
private struct CounterFile {
    private let path: String

    init(in workspace: Workspace) throws(BenchError) {
        path = workspace.file("allocations")
        try TextFile.write(String(repeating: "\0", count: 16), to: path)
    }

    func environment(_ counter: String) -> [String] { ["LD_PRELOAD=\(counter)", "WEIR_ALLOCATIONS=\(path)"] }

    func counts() throws(BenchError) -> (all: Int64, libraries: Int64) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path, errno: errno) }
        defer { close(descriptor) }
        var values: [Int64] = [0, 0]
        guard read(descriptor, &values, 16) == 16, values[0] > 0 else {
            throw .missing("the preloaded counter counts nothing")
        }
        return (values[0], values[1])
    }
}
