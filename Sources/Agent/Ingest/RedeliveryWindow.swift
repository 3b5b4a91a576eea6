internal import Store

/// Recognises messages that the broker sends again though they are taken already: those that were stored, and whose
/// acknowledgement did not reach the broker before the connection ended.
///
/// A broker sends them with the packet identifier they had (MQTT 3.1.1 section 4.4), first after the reconnect. So only
/// the first messages of a connection are looked at, and each remembered message is recognised once.
struct RedeliveryWindow {
    private let capacity: Int
    /// Accepted messages, the oldest first; a ring of the last `capacity`.
    private var recent: [RedeliveryMark] = []
    private var oldest = 0
    /// What may come again on this connection, by packet identifier.
    private var awaited: [UInt16: UInt64] = [:]
    private var remaining = 0

    /// - Parameters:
    ///   - capacity: how many messages may be without an acknowledgement at a time.
    ///   - marks: what the store remembers of the run before.
    init(capacity: Int, marks: [RedeliveryMark]) {
        self.capacity = capacity
        for mark in marks.suffix(capacity) { accepted(mark) }
    }

    /// A message was taken.
    mutating func accepted(_ mark: RedeliveryMark) {
        if recent.count < capacity {
            recent.append(mark)
        } else {
            recent[oldest] = mark
            oldest = (oldest + 1) % capacity
        }
    }

    /// A connection begins. Without a session the broker knows of nothing to send again.
    mutating func connected(sessionPresent: Bool) {
        awaited.removeAll(keepingCapacity: true)
        guard sessionPresent else {
            recent.removeAll(keepingCapacity: true)
            oldest = 0
            remaining = 0
            return
        }
        for offset in 0..<recent.count {
            let mark = recent[(oldest + offset) % recent.count]
            awaited[mark.packetIdentifier] = mark.contentHash
        }
        remaining = capacity
    }

    /// Whether this message of the connection was taken before it began.
    mutating func isRepeat(_ mark: RedeliveryMark) -> Bool {
        guard remaining > 0 else { return false }
        remaining -= 1
        guard awaited[mark.packetIdentifier] == mark.contentHash else { return false }
        awaited[mark.packetIdentifier] = nil
        return true
    }
}
