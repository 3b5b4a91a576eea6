internal import Store

/// Decides what an uplink gets when: what was just committed at once, the backlog at the uplink's pace, and in each
/// class the entries of one device in their order.
///
/// A live entry overtakes the backlog of other devices, never that of its own: while entries of its device and class
/// wait, it waits behind them. All state is bounded by the devices there are and by `heldLimit`.
struct OutboxFeed {
    /// Entries handed out and not confirmed, at most; more wait in the store.
    static let heldLimit = 4096
    /// Entries passed over in one go that wait for their device: a queue may hold many.
    static let passLimit = 4096

    private struct Held {
        var lane: DeviceBacklog
        var isBacklog: Bool
        /// Confirmed, and the mark is not committed yet: the store would still hand it out.
        var isDone = false
    }

    let destination: DestinationID
    private(set) var isConnected = false
    private var liveCursor = OutboxCursor()
    private var backlogCursor = OutboxCursor()
    /// Entries per device and class that wait or are under way, and that were not handed out live.
    private var backlog: [DeviceBacklog: Int64] = [:]
    private var held: [OutboxKey: Held] = [:]
    private var doneKeys: [OutboxKey] = []
    /// Devices and classes that are not handed out until then, although they wait.
    private var postponed: [DeviceBacklog: Int64] = [:]

    init(destination: DestinationID) {
        self.destination = destination
    }

    /// Whether anything waits, or is under way, that was not handed out live and may be handed out.
    var hasBacklog: Bool {
        postponed.isEmpty ? !backlog.isEmpty : backlog.keys.contains { postponed[$0] == nil }
    }

    /// The uplink has a connection and nothing under way: everything not confirmed is backlog. Marks must be committed.
    mutating func connect(_ store: Store) throws(StoreError) {
        held.removeAll()
        doneKeys.removeAll()
        backlog = try store.backlogByDevice(destination)
        backlogCursor = OutboxCursor()
        liveCursor = try store.endOfOutbox(destination).cursor
        isConnected = true
    }

    mutating func disconnect() {
        isConnected = false
        held.removeAll()
        backlog.removeAll()
    }

    /// What was committed since the last call and may go at once.
    mutating func live(_ store: Store) throws(StoreError) -> [OutboxEntry] {
        guard isConnected else { return [] }
        var result: [OutboxEntry] = []
        while true {
            let entries: [OutboxEntry]
            do throws(StoreError) {
                entries = try store.nextEntries(destination, cursor: &liveCursor)
            } catch {
                // What was read counts as handed out, so it has to be; the error comes again.
                if result.isEmpty { throw error }
                return result
            }
            for entry in entries {
                let lane = DeviceBacklog(device: entry.device, deliveryClass: entry.deliveryClass)
                if backlog[lane] == nil, held.count < OutboxFeed.heldLimit {
                    held[entry.key] = Held(lane: lane, isBacklog: false)
                    result.append(entry)
                } else {
                    backlog[lane, default: 0] += 1
                }
            }
            if entries.isEmpty { return result }
        }
    }

    /// The next `count` entries of the backlog; fewer when it has no more.
    mutating func catchUp(_ store: Store, count: Int) throws(StoreError) -> [OutboxEntry] {
        guard isConnected, hasBacklog else { return [] }
        var result: [OutboxEntry] = []
        var passed = 0
        while result.count < count, held.count < OutboxFeed.heldLimit, passed < OutboxFeed.passLimit {
            let entries: [OutboxEntry]
            do throws(StoreError) {
                entries = try store.nextEntries(destination, cursor: &backlogCursor, count: count - result.count)
            } catch {
                if result.isEmpty { throw error }
                return result
            }
            if entries.isEmpty {
                try checkEnd(store, isAtEnd: result.isEmpty && passed == 0)
                break
            }
            for entry in entries where held[entry.key] == nil {
                let lane = DeviceBacklog(device: entry.device, deliveryClass: entry.deliveryClass)
                guard postponed[lane] == nil else {
                    passed += 1
                    continue
                }
                held[entry.key] = Held(lane: lane, isBacklog: true)
                result.append(entry)
            }
        }
        return result
    }

    /// The cursor is at its end and nothing is under way: what is still counted was dropped or merged for want of room,
    /// or lies behind the cursor, in rows that took the place of others.
    private mutating func checkEnd(_ store: Store, isAtEnd: Bool) throws(StoreError) {
        guard isAtEnd, held.isEmpty, hasBacklog else { return }
        backlog = try store.backlogByDevice(destination)
        backlogCursor = OutboxCursor()
        liveCursor = try store.endOfOutbox(destination).cursor
    }

    /// The destination does not take the entry's device and class for a while: all of it waits in the store.
    mutating func postpone(_ key: OutboxKey, until: Int64) {
        guard let entry = held[key], !entry.isDone else { return }
        held[key] = nil
        if !entry.isBacklog { backlog[entry.lane, default: 0] += 1 }
        postponed[entry.lane] = until
    }

    /// Lets be tried again what was to wait until now. Returns whether there is any.
    mutating func resume(now: Int64) -> Bool {
        guard postponed.values.contains(where: { $0 <= now }) else { return false }
        postponed = postponed.filter { $0.value > now }
        // They lie behind.
        backlogCursor = OutboxCursor()
        return isConnected
    }

    /// Whether the row must stay as it is: entries of it are handed out, or a cursor stands in it.
    func isUsing(row: Int64) -> Bool {
        guard isConnected else { return false }
        return backlogCursor.isWithin(row: row) || liveCursor.isWithin(row: row) || held.keys.contains { $0.row == row }
    }

    /// The uplink has (or refuses) this entry; whether the mark is worth keeping, since after a loss of the connection
    /// confirmations no longer belong to anything.
    mutating func confirm(_ key: OutboxKey) -> Bool {
        guard var entry = held[key], !entry.isDone else { return false }
        entry.isDone = true
        held[key] = entry
        doneKeys.append(key)
        if entry.isBacklog, let count = backlog[entry.lane] {
            backlog[entry.lane] = count > 1 ? count - 1 : nil
        }
        return true
    }

    /// The marks of everything confirmed so far are committed.
    mutating func marksCommitted() {
        for key in doneKeys { held[key] = nil }
        doneKeys.removeAll(keepingCapacity: true)
    }
}
