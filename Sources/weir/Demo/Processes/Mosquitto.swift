internal import Glibc

/// A mosquitto of the demo's own on a free loopback port. It keeps sessions and queues of any length over a restart.
final class Mosquitto {
    let name: String
    let port: UInt16
    private let program: String
    private let configurationPath: String
    private let logPath: String
    private var child: Child?

    var address: String { "mqtt://127.0.0.1:\(port)" }

    /// Starts it and returns when it listens.
    /// - Parameter name: tells its files apart from those of others in the directory.
    init(name: String, in directory: PrivateDirectory) throws(DemoFailure) {
        self.name = name
        program = try Mosquitto.find()
        port = try LoopbackPort.free()
        let state = try directory.makeDirectory("\(name)-broker")
        logPath = "\(state)/broker.log"
        configurationPath = "\(state)/mosquitto.conf"
        // As root mosquitto gives its rights away, and could not write into the demo's directory any more.
        let user = geteuid() == 0 ? "user root\n" : ""
        try directory.write(
            """
            listener \(port) 127.0.0.1
            allow_anonymous true
            persistence true
            persistence_location \(state)/
            max_queued_messages 0
            \(user)
            """, to: "\(name)-broker/mosquitto.conf")
        try start()
    }

    func start() throws(DemoFailure) {
        guard child?.isRunning != true else { return }
        let child = try Child(path: program, arguments: ["mosquitto", "-c", configurationPath], log: logPath)
        self.child = child
        let deadline = DemoClock.milliseconds + 10_000
        while !LoopbackPort.answers(port) {
            guard child.isRunning, DemoClock.milliseconds < deadline else {
                throw DemoFailure("the \(name) broker does not start:\n\(LogTail.of(logPath))")
            }
            usleep(5000)
        }
    }

    /// It saves its sessions before it ends.
    func stop() {
        child?.end()
        child = nil
    }

    var isRunning: Bool { child?.isRunning == true }

    private static func find() throws(DemoFailure) -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        // Debian has it in /usr/sbin, which is not on everybody's path.
        let places = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"]
        guard let place = places.first(where: { access("\($0)/mosquitto", X_OK) == 0 }) else {
            throw DemoFailure("mosquitto is not here; install it: apt install mosquitto")
        }
        return "\(place)/mosquitto"
    }
}

enum LoopbackPort {
    /// A port of 127.0.0.1 that nothing listens on at this moment.
    static func free() throws(DemoFailure) -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("a socket") }
        defer { close(descriptor) }
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0 else { throw .system("a port of 127.0.0.1") }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard code == 0 else { throw .system("a port of 127.0.0.1") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Whether something accepts connections there.
    static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
