internal import NIOCore

/// The connections there are. When too many come, the one that has been waiting for its client for longest makes room:
/// clients that only hold connections keep nobody out.
///
/// Used on the console's event loop alone.
final class Connections {
    private var waiting: [ObjectIdentifier: (channel: any Channel, since: UInt64)] = [:]
    private var all: Set<ObjectIdentifier> = []
    private var tick: UInt64 = 0
    private(set) var streams = 0

    var count: Int { all.count }

    /// False where there is no room for it.
    func add(_ channel: any Channel) -> Bool {
        if all.count >= HTTPLimits.connections {
            guard let oldest = waiting.values.min(by: { $0.since < $1.since }) else { return false }
            forget(oldest.channel)
            oldest.channel.close(promise: nil)
        }
        all.insert(ObjectIdentifier(channel))
        waits(channel)
        return true
    }

    /// The client has to say something now.
    func waits(_ channel: any Channel) {
        guard all.contains(ObjectIdentifier(channel)) else { return }
        tick += 1
        waiting[ObjectIdentifier(channel)] = (channel, tick)
    }

    /// It has said it, and is being answered.
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
