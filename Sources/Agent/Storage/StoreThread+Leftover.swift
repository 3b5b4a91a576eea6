internal import Logging
internal import Store

extension StoreThread {
    /// A part a second: what is live is not held up.
    static let takeInMilliseconds: Int64 = 1000
    /// Where there was no room.
    static let takeInAgainMilliseconds: Int64 = 10_000

    /// Takes in what a salvage has left for want of room, once a batch has told the time and while nothing else is to be
    /// stored first.
    func takeInIfDue() {
        guard store.leftover != nil, lastNow > 0, failure == nil, waiting == nil, !store.isHeldStill,
            Clock.boot >= takeInAt
        else { return }
        takeInAt = Clock.boot + max(StoreThread.takeInMilliseconds, commitPause)
        let isDone = perform { () throws(StoreError) in
            switch try store.takeInLeftover(now: lastNow, wallOffset: lastWallOffset) {
            case .nothing: break
            case .waiting: takeInAt = Clock.boot + StoreThread.takeInAgainMilliseconds
            case .some(let entries):
                if takenIn == 0 { logger.notice("there is room: taking in what was left of the damaged database") }
                takenIn += entries
            case .all(let folder):
                logger.notice("all of \(folder) is taken in that could be read")
            }
            try store.housekeep()
        }
        if !isDone {
            takeInAt = Clock.boot + StoreThread.takeInAgainMilliseconds
            retryUplinksAt = Clock.boot + StoreThread.retryMilliseconds
        }
        limitWrites()
        for uplink in feeds.indices { sendLive(uplink) }
    }
}
