internal import Synchronization

/// A bounded queue into another thread. A full mailbox refuses, and counts what it refused.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var refused = 0
    }

    let wakeup = Wakeup()
    let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
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
        wakeup.clear()
        return state.withLock { state in
            var messages: [Message] = []
            swap(&messages, &state.messages)
            return messages
        }
    }

    var count: Int { state.withLock { $0.messages.count } }
    var refusedCount: Int { state.withLock { $0.refused } }
}
