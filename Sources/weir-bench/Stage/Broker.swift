/// A mosquitto of our own on a free port of 127.0.0.1. It refuses and drops nothing, and lets every client have the same
/// number of messages under way.
final class Broker {
    static let messagesUnderWay = 2048

    let port: Int
    private let process: ChildProcess

    init(_ name: String, programs: Programs, isRealTime: Bool, in workspace: Workspace) throws(BenchError) {
        port = try FreePort.find()
        let path = workspace.file("\(name).conf")
        try TextFile.write(
            """
            listener \(port) 127.0.0.1
            allow_anonymous true
            # A broker that root starts would become another user, and no longer end with us.
            user root
            persistence false
            max_queued_messages 0
            max_inflight_messages \(Broker.messagesUnderWay)
            set_tcp_nodelay true

            """, to: path)
        process = try programs.start(name, ["mosquitto", "-c", path], isRealTime: isRealTime, in: workspace)
        for _ in 0..<200 {
            if FreePort.isTaken(port) { return }
            try Interruption.sleep(.milliseconds(25))
        }
        throw process.failure("does not listen")
    }
}
