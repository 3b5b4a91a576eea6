internal import Synchronization

/// One who watches.
public final class Follower: Sendable {
    /// What waits to be taken.
    public struct News: Sendable {
        public var records: [LiveRecord] = []
        /// How many records came after these and were lost, as too many waited.
        public var lost = 0
        /// Whether records between the mark that was asked for and the first of these are no longer remembered.
        public var hasGap = false
    }

    /// Records that may wait for a follower, beside those with which it begins.
    public static let capacity = 256

    private struct State {
        var news = News()
        var limit = Follower.capacity
        var hasBegun = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    /// What was said before, from the thread that says what comes then: nothing is between the two, and nothing in both.
    func begin(with past: [LiveRecord], hasGap: Bool) {
        state.withLock { state in
            state.news = News(records: past, hasGap: hasGap)
            state.limit = past.count + Follower.capacity
            state.hasBegun = true
        }
        if !past.isEmpty || hasGap { wake() }
    }

    func post(_ record: LiveRecord) {
        let isFirst = state.withLock { state in
            guard state.hasBegun else { return false }
            guard state.news.records.count < state.limit else {
                state.news.lost += 1
                return false
            }
            state.news.records.append(record)
            return state.news.records.count == 1
        }
        if isFirst { wake() }
    }

    public func takeAll() -> News {
        state.withLock { state in
            let news = state.news
            state.news = News()
            state.limit = Follower.capacity
            return news
        }
    }
}
