internal import Configuration
internal import Glibc
internal import Logging
internal import Store
internal import Telemetry

extension StoreThread {
    static let openingMilliseconds: Int64 = 5000

    /// Opens the store, and waits where the disk is full or cannot be written: another start would find it no better,
    /// while this process holds the outputs at their safe values. Nil: the gateway ended meanwhile.
    static func open(
        configuration: GatewayConfiguration, ports: Ports, logger: Logger
    ) throws(StoreError) -> StoreThread? {
        var reported: StoreError?
        while true {
            do throws(StoreError) {
                return try StoreThread(configuration: configuration, ports: ports, logger: logger)
            } catch {
                switch error {
                case .full, .readOnly: break
                default: throw error
                }
                if reported != error {
                    logger.critical("the store cannot be opened, outputs stay safe, trying again: \(error)")
                }
                reported = error
                guard waitForRoom(ports, error) else { return nil }
            }
        }
    }

    /// Answers questions until it is time to try again. False: it is time to end.
    private static func waitForRoom(_ ports: Ports, _ error: StoreError) -> Bool {
        // A start that waits is not one that hangs (sd_notify(3)).
        ServiceNotifier().notify(
            "EXTEND_TIMEOUT_USEC=\(4 * openingMilliseconds * 1000)\nSTATUS=waiting for the disk: \(error)")
        let end = Clock.boot + openingMilliseconds
        while case let rest = end - Clock.boot, rest > 0 {
            ports.heartbeat.beat()
            var entry = pollfd(fd: ports.inbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(clamping: rest)) > 0 else { continue }
            for message in ports.inbox.takeAll() {
                switch message {
                case .stop: return false
                case .status(let reply): reply.post(answer(error) { $0.field("state", "failing") })
                case .queue(_, let reply), .backup(_, let reply), .journal(_, let reply):
                    reply.post(answer(error) { $0.field("ok", false) })
                // Nothing else is sent before the control thread and the uplinks are told that the store is open.
                default: break
                }
            }
        }
        return true
    }

    private static func answer(_ error: StoreError, _ begin: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        begin(&json)
        json.field("reason", "\(error)")
        json.endObject()
        return json.bytes
    }
}
