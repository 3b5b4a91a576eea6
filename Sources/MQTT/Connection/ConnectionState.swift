/// When to connect, when to give up, and how long to wait before the next try: a pure state machine.
///
/// All times are milliseconds on one clock that never goes back; its origin does not matter.
/// At most one attempt starts in ``ConnectionTiming/shortestDelay``, whatever happens.
public struct ConnectionState: Sendable, Equatable {
    public enum Phase: Sendable, Equatable {
        /// Not started, or stopped.
        case idle
        /// The name is being resolved and the transport opened, on another thread.
        case opening(since: Int64)
        /// The transport is open; TLS and CONNACK are outstanding.
        case greeting(since: Int64)
        case connected(since: Int64)
        /// The last attempt failed, the next one starts at `until`.
        case waiting(until: Int64)
    }

    /// What the owner of the machine has to do now.
    public enum Action: Sendable, Equatable {
        case none
        /// Start an attempt; the machine is `opening`.
        case open
        /// The present attempt took too long: tear it down and call ``failed(_:now:random:)`` with this error.
        case giveUp(MQTTError)
    }

    public private(set) var phase: Phase = .idle
    public private(set) var attempts: UInt64 = 0
    /// Since the last connection that lasted ``ConnectionTiming/stableAfter`` or was of use.
    public private(set) var consecutiveFailures: Int = 0
    /// Refused credentials since the last CONNACK that accepted them.
    public private(set) var authenticationFailures: Int = 0
    /// Equal protocol failures, counting on over failures of other kinds, until a connection lasts.
    public private(set) var identicalProtocolFailures: Int = 0
    public private(set) var lastFailure: MQTTError?

    private let timing: ConnectionTiming
    private var lastProtocolFailure: MQTTError?
    private var lastAttempt: Int64?

    public init(timing: ConnectionTiming = ConnectionTiming()) {
        self.timing = timing
    }

    public var isConnected: Bool {
        if case .connected = phase { true } else { false }
    }

    /// The same protocol failure came ``ConnectionTiming/poisonAfter`` times in a row: the broker probably keeps a
    /// message for us that no client may receive. Someone has to remove it there.
    public var isPoisoned: Bool { identicalProtocolFailures >= timing.poisonAfter }

    /// When ``due(now:)`` has something to say at the latest; nil: not by time.
    public var deadline: Int64? {
        switch phase {
        case .idle, .connected: nil
        case .opening(let since): since + timing.openTimeout
        case .greeting(let since): since + timing.acknowledgementTimeout
        case .waiting(let until): until
        }
    }

    public mutating func start(now: Int64) {
        guard phase == .idle else { return }
        phase = .waiting(until: max(now, earliestAttempt ?? now))
    }

    public mutating func stop() {
        phase = .idle
    }

    public mutating func due(now: Int64) -> Action {
        guard let deadline, now >= deadline else { return .none }
        switch phase {
        case .waiting:
            phase = .opening(since: now)
            attempts += 1
            lastAttempt = now
            return .open
        case .opening: return .giveUp(.openTimedOut)
        case .greeting: return .giveUp(.acknowledgementTimedOut)
        case .idle, .connected: return .none
        }
    }

    /// The transport is open.
    public mutating func opened(now: Int64) {
        guard case .opening = phase else { return }
        phase = .greeting(since: now)
    }

    /// CONNACK with reason 0.
    public mutating func accepted(now: Int64) {
        guard case .greeting = phase else { return }
        phase = .connected(since: now)
        authenticationFailures = 0
    }

    /// Something was done over the connection that need not be done again: should it end, the next is not put off.
    public mutating func wasOfUse() {
        if isConnected { consecutiveFailures = 0 }
    }

    /// The attempt or the connection ended. `random` is any number, used whole for jitter.
    public mutating func failed(_ failure: MQTTError, now: Int64, random: UInt64) {
        if case .connected(let since) = phase, now - since >= timing.stableAfter {
            consecutiveFailures = 0
            identicalProtocolFailures = 0
            lastProtocolFailure = nil
        }
        consecutiveFailures += 1
        if failure.isAuthenticationFailure { authenticationFailures += 1 }
        if failure.isProtocolFailure {
            identicalProtocolFailures = failure == lastProtocolFailure ? identicalProtocolFailures + 1 : 1
            lastProtocolFailure = failure
        }
        lastFailure = failure
        let earliest = earliestAttempt ?? now
        phase = .waiting(until: max(now + delay(after: failure, random: random), earliest))
    }

    private var earliestAttempt: Int64? {
        lastAttempt.map { $0 + timing.shortestDelay }
    }

    /// Doubles from the shortest to the longest delay; the upper half of each is left to chance, so that a hundred
    /// gateways don't come back to a restarted broker in the same second.
    private func delay(after failure: MQTTError, random: UInt64) -> Int64 {
        if isPoisoned && failure.isProtocolFailure { return timing.longestDelay }
        let doublings = min(consecutiveFailures - 1, 16)
        let whole = min(timing.longestDelay, timing.shortestDelay << Int64(doublings))
        let half = whole / 2
        let jitter = Int64(random % UInt64(half + 1))
        return max(timing.shortestDelay, half + jitter)
    }
}
