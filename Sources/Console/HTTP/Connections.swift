internal import NIOCore

/// The connections there are. When too many come, one that waits for its client makes room: clients that only hold
/// connections keep nobody out.
///
/// Used on the console's event loop alone.
final class Connections {
    /// What a client lets its connection wait for. Who takes no answer goes before who asks nothing: the answer has to be
    /// kept meanwhile.
    enum Wait: Int {
        case taking
        case asking
    }

    private struct Waiting {
        let channel: any Channel
        let wait: Wait
        let since: UInt64
    }

    private var waiting: [ObjectIdentifier: Waiting] = [:]
    private var all: Set<ObjectIdentifier> = []
    private var tick: UInt64 = 0
    private(set) var streams = 0

    var count: Int { all.count }

    /// False where there is no room for it.
    func add(_ channel: any Channel) -> Bool {
        if all.count >= HTTPLimits.connections {
            guard let oldest = waiting.values.min(by: Connections.goesBefore) else { return false }
            forget(oldest.channel)
            oldest.channel.close(promise: nil)
        }
        all.insert(ObjectIdentifier(channel))
        waits(channel, for: .asking)
        return true
    }

    /// The one that has waited for longest, of those that wait for the worse.
    private static func goesBefore(_ one: Waiting, _ other: Waiting) -> Bool {
        (one.wait.rawValue, one.since) < (other.wait.rawValue, other.since)
    }

    /// It is the client's turn.
    func waits(_ channel: any Channel, for wait: Wait) {
        guard all.contains(ObjectIdentifier(channel)) else { return }
        tick += 1
        waiting[ObjectIdentifier(channel)] = Waiting(channel: channel, wait: wait, since: tick)
    }

    /// The client has done its part.
    func works(_ channel: any Channel) {
        waiting[ObjectIdentifier(channel)] = nil
    }

    func forget(_ channel: any Channel) {
        all.remove(ObjectIdentifier(channel))
        waiting[ObjectIdentifier(channel)] = nil
    }

    /// One more that stays to watch; false where there are enough.
    func beginStream() -> Bool {
        guard streams < HTTPLimits.streams else { return false }
        streams += 1
        return true
    }

    func endStream() { streams -= 1 }
}
