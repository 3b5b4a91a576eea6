internal import Glibc
internal import MQTT

/// Connections of the demo itself: impatient ones, since people are watching.
enum DemoConnection {
    static func make(
        to broker: Mosquitto, clientID: String, session: ConnectionOptions.Session
    ) throws(DemoFailure) -> Connection {
        var options = ConnectionOptions(endpoint: .tcp(host: "127.0.0.1", port: broker.port), clientID: clientID)
        options.session = session
        var timing = ConnectionTiming()
        timing.shortestDelay = 100
        timing.longestDelay = 300
        do throws(MQTTError) {
            return try Connection(options: options, timing: timing)
        } catch {
            throw DemoFailure("MQTT: \(error)")
        }
    }

    /// One turn of the loop over them, which waits no longer than this.
    static func turn(_ connections: [Connection], longest: Int32) {
        let now = DemoClock.milliseconds
        var entries = connections.map { pollfd(fd: $0.descriptor ?? -1, events: $0.interest.pollEvents, revents: 0) }
        let deadline = connections.compactMap(\.nextDeadline).min() ?? .max
        let wait = min(Int64(longest), max(0, deadline == .max ? Int64(longest) : deadline - now))
        poll(&entries, nfds_t(entries.count), Int32(wait))
        for (connection, entry) in zip(connections, entries) {
            connection.service(Readiness(pollEvents: entry.revents), now: DemoClock.milliseconds)
            // What was read is counted already: the demo has no disk to wait for.
            if connection.unacknowledged > 0 { connection.flush() }
        }
    }
}
