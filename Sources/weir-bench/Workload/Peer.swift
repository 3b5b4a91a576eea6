internal import Directories

/// Another program that does the workload, or a part of it: a script that starts it (see deploy/bench.d/peer.sh).
struct Peer {
    /// What it can do of the workload.
    enum Kind: String {
        case commands, forwards, readings, values
    }

    let name: String
    let script: String

    /// The scripts of a directory, by name.
    static func all(in directory: String) throws(BenchError) -> [Peer] {
        let peers = DirectoryReader.names(in: directory).filter { !$0.hasSuffix(".sh") && $0 != "python" }
            .map { Peer(name: $0, script: "\(directory)/\($0)") }
        guard !peers.isEmpty else { throw .missing("there are no peers in \(directory)") }
        return peers
    }

    func start(on stage: Stage) throws(BenchError) -> RunningPeer {
        let process = try stage.programs.start(
            name, [script, "run", "\(stage.local.port)", "\(stage.upstream.port)", stage.workspace.path],
            isRealTime: stage.isRealTime, in: stage.workspace)
        guard let line = try process.line(within: .seconds(60)), line.hasPrefix("ready "),
            let kind = Kind(rawValue: String(line.dropFirst(6)))
        else { throw process.failure("does not say that it is ready") }
        _ = try Settling.wait(for: process.identifier)
        return RunningPeer(process: process, kind: kind)
    }
}

struct RunningPeer {
    let process: ChildProcess
    let kind: Peer.Kind

    /// The sensors, in the form it understands.
    func load(_ load: Load) -> Load {
        var load = load
        guard kind == .values else { return load }
        load.plant = "plain"
        load.isPlain = true
        return load
    }

    /// Where what it does with a hot reading can be seen; nil where it says it in a form of its own.
    func answers(on stage: Stage) -> (port: Int, filter: String)? {
        switch kind {
        case .commands: (stage.local.port, "bench/+/command")
        case .forwards: (stage.upstream.port, "bench/+/telemetry")
        case .readings, .values: nil
        }
    }
}
