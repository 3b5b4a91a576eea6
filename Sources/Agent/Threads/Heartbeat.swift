internal import Synchronization

/// A thread's sign of life: when it last came round its loop.
final class Heartbeat: Sendable {
    private let last = Atomic<Int64>(Clock.boot)

    func beat() {
        last.store(Clock.boot, ordering: .relaxed)
    }

    /// Milliseconds since the last beat.
    var age: Int64 { Clock.boot - last.load(ordering: .relaxed) }
}
