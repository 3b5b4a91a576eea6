internal import Synchronization

/// What happens, for those who watch it happen: each record as JSON, handed on as soon as the engine has said it.
///
/// Costs the control thread nothing while nobody watches. A watcher that does not keep up loses records, which it is told;
/// nobody else waits for it.
public final class LiveFeed: Sendable {
    private struct State {
        var followers: [Follower] = []
    }

    private let state = Mutex(State())
    private let count = Atomic<Int>(0)

    /// The most that may watch at once.
    public static let followerLimit = 64

    init() {}

    /// Whether anybody watches.
    var isFollowed: Bool { count.load(ordering: .relaxed) > 0 }

    /// From now on every record goes to `wake`'s owner as well.
    ///
    /// - Parameter wake: called on the control thread when there is something to take; it must not wait.
    /// - Returns: nil when too many watch already.
    public func follow(wake: @escaping @Sendable () -> Void) -> Follower? {
        let follower = Follower(wake: wake)
        let isTaken = state.withLock { state in
            guard state.followers.count < LiveFeed.followerLimit else { return false }
            state.followers.append(follower)
            count.store(state.followers.count, ordering: .relaxed)
            return true
        }
        return isTaken ? follower : nil
    }

    /// Ends it.
    public func leave(_ follower: Follower) {
        state.withLock { state in
            state.followers.removeAll { $0 === follower }
            count.store(state.followers.count, ordering: .relaxed)
        }
    }

    func post(_ record: [UInt8]) {
        let followers = state.withLock { $0.followers }
        for follower in followers { follower.post(record) }
    }
}

/// One who watches.
public final class Follower: Sendable {
    /// What waits to be taken, and how many records were lost before it.
    public struct News: Sendable {
        /// Each a JSON object without a line feed.
        public var records: [[UInt8]] = []
        public var lost = 0
    }

    /// Records that may wait for a follower.
    public static let capacity = 256

    private let waiting = Mutex(News())
    private let wake: @Sendable () -> Void

    fileprivate init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    fileprivate func post(_ record: [UInt8]) {
        let isFirst = waiting.withLock { waiting in
            guard waiting.records.count < Follower.capacity else {
                waiting.lost += 1
                return false
            }
            waiting.records.append(record)
            return waiting.records.count == 1
        }
        if isFirst { wake() }
    }

    public func takeAll() -> News {
        waiting.withLock { waiting in
            let news = waiting
            waiting = News()
            return news
        }
    }
}
