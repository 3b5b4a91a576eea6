internal import CLinux
internal import Glibc

/// Tells systemd how the service is (sd_notify's protocol: a datagram to $NOTIFY_SOCKET). Does nothing elsewhere.
public struct ServiceNotifier: Sendable {
    private let address: String?
    /// How often systemd wants a sign of life, in milliseconds; nil when it wants none. Half of WATCHDOG_USEC, as
    /// sd_watchdog_enabled(3) advises.
    public let watchdogMilliseconds: Int64?

    /// As systemd told this process.
    public init() {
        let microseconds = getenv("WATCHDOG_USEC").flatMap { Int64(String(cString: $0)) }
        self.init(
            address: getenv("NOTIFY_SOCKET").map { String(cString: $0) },
            watchdogMilliseconds: microseconds.map { max(1, $0 / 2000) })
    }

    init(address: String?, watchdogMilliseconds: Int64?) {
        self.address = address
        self.watchdogMilliseconds = watchdogMilliseconds
    }

    public func notify(_ state: String) {
        guard let address, !address.isEmpty else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        // A leading @ stands for the abstract namespace.
        if bytes[0] == 0x40 { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let message = Array(state.utf8)
        _ = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), pointer, length)
            }
        }
    }
}
