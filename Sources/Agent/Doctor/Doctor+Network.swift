internal import CLinux
internal import Configuration
internal import Glibc

/// Whether brokers can be reached: their names resolved, their ports open. What they say to a password is for the log.
extension Doctor {
    func brokers() -> [Finding] {
        var findings: [Finding] = []
        if let local = configuration.localBroker {
            findings.append(reach(local, "the local broker", state: .problem))
        }
        for uplink in configuration.uplinks {
            // Away for a while is what an uplink is made for.
            findings.append(reach(uplink.broker, "the uplink \(uplink.name)", state: .warning))
        }
        return findings
    }

    private func reach(_ broker: BrokerConfiguration, _ noun: String, state: Finding.State) -> Finding {
        let failure =
            switch broker.endpoint {
            case .network(let host, let port): Doctor.tryNetwork(host: host, port: port)
            case .unixSocket(let path): Doctor.trySocket(path)
            }
        guard let failure else { return Finding("broker", .fine, "\(noun) answers at \(broker.address)") }
        return Finding(
            "broker", state, "\(noun) does not answer at \(broker.address): \(failure.reason)", mend: failure.mend)
    }

    static let patienceMilliseconds: Int32 = 3000

    /// Nil where something listens.
    private static func tryNetwork(host: String, port: Int) -> (reason: String, mend: String)? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &found)
        guard code == 0 else {
            return (String(cString: gai_strerror(code)), "correct the name, or see to DNS")
        }
        defer { freeaddrinfo(found) }
        var reason = "no address"
        var next = found
        while let address = next {
            next = address.pointee.ai_next
            let descriptor = socket(
                address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard let failure = attempt(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) else {
                return nil
            }
            reason = failure
        }
        return (reason, "start the broker, or correct the address; a firewall may be in the way")
    }

    private static func trySocket(_ path: String) -> (reason: String, mend: String)? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return ("no socket", "see to the limits of open files") }
        defer { close(descriptor) }
        var address = UnixAddress(path)
        guard let failure = address.withPointer({ attempt(descriptor, $0, $1) }) else { return nil }
        return (failure, "start the broker, or correct the path")
    }

    /// Why there was no connection within the time that a person waits.
    private static func attempt(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t
    ) -> String? {
        guard weir_set_nonblocking(descriptor) == 0 else { return String(cString: strerror(errno)) }
        if connect(descriptor, address, length) == 0 { return nil }
        guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, patienceMilliseconds) == 1 else { return "no answer within 3 s" }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code == 0 ? nil : String(cString: strerror(code))
    }
}
