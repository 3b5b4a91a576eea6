internal import Synchronization

/// What happens, for those who watch it happen: each record as JSON, handed on as soon as the engine has said it.
///
/// Costs the control thread nothing while nobody watches. A watcher that does not keep up loses records, which it is told;
/// nobody else waits for it.
final class LiveFeed: Sendable {
    private struct State {
        var followers: [Follower] = []
    }

    private let state = Mutex(State())
    private let count = Atomic<Int>(0)

    /// The most that may watch at once.
    static let followerLimit = 64

    /// Whether anybody watches.
    var isFollowed: Bool { count.load(ordering: .relaxed) > 0 }

    /// One more who watches, as soon as the control thread has it begin; nil when too many watch already.
    func join(wake: @escaping @Sendable () -> Void) -> Follower? {
        let follower = Follower(wake: wake)
        let isTaken = state.withLock { state in
            guard state.followers.count < LiveFeed.followerLimit else { return false }
            state.followers.append(follower)
            count.store(state.followers.count, ordering: .relaxed)
            return true
        }
        return isTaken ? follower : nil
    }

    func leave(_ follower: Follower) {
        state.withLock { state in
            state.followers.removeAll { $0 === follower }
            count.store(state.followers.count, ordering: .relaxed)
        }
    }

    func holds(_ follower: Follower) -> Bool {
        state.withLock { state in state.followers.contains { $0 === follower } }
    }

    func post(_ record: LiveRecord) {
        let followers = state.withLock { $0.followers }
        for follower in followers { follower.post(record) }
    }
}
