internal import Agent

/// Ctrl-C and the like: the first request ends the demo in order, the second does not wait for anything.
final class StopRequests {
    private let signals = SignalLoop()
    private(set) var count = 0

    /// Looks for signals, without waiting.
    func look() {
        while signals.next(timeoutMilliseconds: 0) != nil { count += 1 }
    }

    /// Nobody reads what the demo prints any more.
    func outputIsGone() { count = max(count, 1) }
}
