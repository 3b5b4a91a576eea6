internal import Glibc

/// Where a service sends its words; a socket as systemd's.
public final class NotifySocket {
    public let path: String
    private let descriptor: Int32

    /// Nil where there can be none at the path.
    public init?(_ path: String) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, result == 0 else { return nil }
    }

    deinit {
        close(descriptor)
    }

    /// The words that have come since the last call.
    public func take() -> [String] {
        var words: [String] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            words.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
        return words
    }
}
