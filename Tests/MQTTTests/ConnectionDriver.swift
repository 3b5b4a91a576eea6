import Glibc
import MQTT
import TestSupport

/// Plays the owner: one poll loop over a few connections, on the calling thread.
struct ConnectionDriver {
    let connections: [Connection]
    /// Called after each service; the place to flush, or not to.
    var afterService: () -> Void = {}
    var budget = 256

    init(_ connections: Connection...) {
        self.connections = connections
    }

    /// Runs until the condition holds or the time is up; tells which.
    @discardableResult
    func run(_ milliseconds: Int64 = 15_000, until condition: () -> Bool = { false }) -> Bool {
        let limit = MonotonicClock.milliseconds() + milliseconds
        while !condition() {
            let now = MonotonicClock.milliseconds()
            guard now < limit else { return false }
            turn(Int32(clamping: min(limit - now, 20)))
        }
        return true
    }

    /// One turn of the loop, which waits no longer than this.
    func turn(_ longest: Int32 = 20) {
        let now = MonotonicClock.milliseconds()
        var entries = connections.map {
            pollfd(fd: $0.descriptor ?? -1, events: $0.interest.pollEvents, revents: 0)
        }
        let deadlines = connections.compactMap { $0.nextDeadline }
        let wait = deadlines.map { max(0, $0 - now) }.min() ?? Int64(longest)
        poll(&entries, nfds_t(entries.count), Int32(clamping: min(wait, Int64(longest))))
        for (connection, entry) in zip(connections, entries) {
            connection.service(
                Readiness(pollEvents: entry.revents), now: MonotonicClock.milliseconds(), budget: budget)
        }
        afterService()
    }
}
