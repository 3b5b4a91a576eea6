internal import Glibc
internal import MQTT

/// Commit, then flush: the loop of `Connection`'s documentation.
enum DelayedSubscriber {
    static func run(_ job: Job) throws(MQTTError) {
        var options = ConnectionOptions(endpoint: .tcp(host: "127.0.0.1", port: job.port), clientID: job.client)
        options.version = job.version5 ? .v5 : .v311
        let connection = try Connection(options: options)
        connection.onConnected = { _ in
            do throws(MQTTError) { _ = try connection.subscribe(to: [job.filter]) } catch { exit(4) }
        }
        connection.onMessage = { message in job.file.append(message.payload) }
        connection.start(now: milliseconds())
        while true {
            var entry = pollfd(fd: connection.descriptor ?? -1, events: connection.interest.pollEvents, revents: 0)
            let wait = connection.nextDeadline.map { max(0, $0 - milliseconds()) } ?? -1
            poll(&entry, 1, Int32(clamping: wait))
            let outcome = connection.service(
                Readiness(pollEvents: entry.revents), now: milliseconds(), budget: job.batch)
            if connection.unacknowledged > 0 && (!outcome.moreToRead || job.file.count >= job.batch) {
                job.file.commit()
                connection.flush()
            }
        }
    }
}
