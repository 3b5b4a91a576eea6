internal import Synchronization

/// A bounded queue into another thread. A full mailbox refuses what is posted, and counts what it refused.
///
/// What a thread owes another by their protocol is sent instead, and never refused: its number is bounded by the
/// protocol itself, and without it the other would wait for ever.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        /// Empty, with memory for the next messages.
        var emptied: [Message] = []
        var refused = 0
    }

    let wakeup = Wakeup()
    let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Takes a message whatever else waits, and wakes the receiver. Whoever calls this says why the number of such
    /// messages is bounded.
    ///
    /// The message is moved: when the receiver wakes nobody else holds what is in it.
    func send(_ message: consuming Message) {
        var given: Message? = consume message
        state.withLock { state in
            if let message = given.take() { state.messages.append(message) }
        }
        wakeup.wake()
    }

    /// Posts a message and wakes the receiver; false when there was no room.
    @discardableResult
    func post(_ message: Message) -> Bool {
        let isAccepted = state.withLock { state in
            guard state.messages.count < capacity else {
                state.refused += 1
                return false
            }
            state.messages.append(message)
            return true
        }
        if isAccepted { wakeup.wake() }
        return isAccepted
    }

    /// Takes all that is there, in order. For the receiving thread, after its wakeup.
    func takeAll() -> [Message] {
        var messages: [Message] = []
        takeEach { messages.append($0) }
        return messages
    }

    /// Hands over all that is there, in order. Each message is given away: nobody else holds what is in it.
    func takeEach(_ body: (consuming Message) -> Void) {
        wakeup.clear()
        var messages = state.withLock { state in
            var taken: [Message] = []
            swap(&taken, &state.emptied)
            swap(&taken, &state.messages)
            return taken
        }
        messages.reverse()
        while !messages.isEmpty { body(messages.removeLast()) }
        guard messages.capacity <= capacity else { return }
        state.withLock { $0.emptied = messages }
    }

    var count: Int { state.withLock { $0.messages.count } }
    var refusedCount: Int { state.withLock { $0.refused } }
}
