/// A line between a gateway and a broker that can be cut.
final class Relay {
    let port: Int
    private let name: String
    private let target: Int
    private let stage: Stage
    private var process: ChildProcess?

    init(_ name: String, to target: Int, on stage: Stage) throws(BenchError) {
        self.name = name
        self.target = target
        self.stage = stage
        port = try FreePort.find()
        try restore()
    }

    func restore() throws(BenchError) {
        let process = try stage.programs.start(
            name, [stage.programs.clients, "relay", "--port", "\(port)", "--upstream", "\(target)"], isRealTime: false,
            in: stage.workspace)
        guard try process.line(within: .seconds(10)) == "ready" else { throw process.failure("is not ready") }
        self.process = process
    }

    /// Ends every connection, and takes none.
    func cut() { process = nil }
}
