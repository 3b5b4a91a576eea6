internal import CMosquitto
internal import Glibc

/// One MQTT connection that lives on its owner's poll or epoll loop, reconnects by itself, and acknowledges only when
/// told to.
///
/// It is not `Sendable`: the thread that made it calls everything on it, and every closure runs on that thread, inside
/// ``service(_:now:budget:)`` or ``flush()``. Neither blocks: names are resolved and transports opened elsewhere.
///
/// ## The owner's loop
///
/// ```swift
/// let connection = try Connection(options: options)
/// var batch = Batch()
/// connection.onConnected = { sessionPresent in
///     do throws(MQTTError) { _ = try connection.subscribe(to: ["plant/+/telemetry"], qualityOfService: .atLeastOnce) }
///     catch { report(error) }
/// }
/// connection.onMessage = { message in batch.append(message.topic, message.payload) }
/// connection.onDisconnected = { reason in report(reason) }
/// connection.start(now: milliseconds())
/// while running {
///     var entry = pollfd()
///     entry.fd = connection.descriptor ?? -1          // poll skips a negative descriptor
///     entry.events = connection.interest.pollEvents
///     let wait = connection.nextDeadline.map { max(0, $0 - milliseconds()) } ?? -1
///     poll(&entry, 1, Int32(clamping: wait))
///     let outcome = connection.service(Readiness(pollEvents: entry.revents), now: milliseconds())
///     if connection.unacknowledged > 0 && (!outcome.moreToRead || batch.isFull) {
///         if store.commit(&batch) {
///             connection.flush()                      // only here do acknowledgements leave
///         } else {
///             connection.shutSocket()                 // none leaves: everything since the last flush comes again
///         }
///     }
/// }
/// connection.disconnect()
/// ```
///
/// With epoll, watch ``descriptorGeneration``: when it changes, the old descriptor is closed (and so gone from the
/// set) and the new one has to be added, even if it has the same number.
///
/// ## What is promised
///
/// - No PUBACK leaves before ``flush()``; all PUBACKs for messages delivered before it leave with it. There is no way
///   to acknowledge some of them.
/// - While nothing is unacknowledged, ``service(_:now:budget:)`` sends what is queued (CONNECT, SUBSCRIBE, PUBLISH,
///   PINGREQ) by itself. A connection that only publishes needs no `flush()`.
/// - While something is unacknowledged, or reading is paused, keepalive goes on, except under TLS: there a PINGREQ can
///   only leave with the acknowledgements, so commit well within the keepalive.
/// - QoS 1 messages published but not confirmed by ``onPublished`` when the connection ends are forgotten here:
///   publish them again once connected.
public final class Connection {
    /// What one call of ``service(_:now:budget:)`` did.
    public struct ServiceOutcome: Sendable, Equatable {
        /// Messages given to ``Connection/onMessage``.
        public var messages: Int
        /// The budget ended before the input did: call again without waiting.
        public var moreToRead: Bool
    }

    /// What became of a ``flush()``.
    public enum FlushOutcome: Sendable, Equatable {
        /// Everything queued is with the operating system.
        case complete
        /// The socket is full. What was delivered before the flush stays committed; the rest leaves later.
        case blocked
        /// There is no connection, or it broke: nothing more leaves, what was unacknowledged comes again.
        case lost
    }

    /// A broker accepted us; the argument says whether it still had our session. Subscribe here.
    public var onConnected: ((_ sessionPresent: Bool) -> Void)?
    /// The answer to a subscription: for each filter the granted QoS 0...2, or a failure of 0x80 and more.
    public var onSubscribed: ((_ packetIdentifier: Int32, _ granted: [UInt8]) -> Void)?
    /// A message, borrowed for the duration of the call. The path to it allocates nothing of this module's.
    public var onMessage: ((borrowing Message) -> Void)?
    /// A QoS 0 message was sent, or a QoS 1 message was acknowledged; an MQTT 5 reason of 0x80 or more means that the
    /// broker refused it.
    public var onPublished: ((PublishAnswer) -> Void)?
    /// An attempt failed or a connection ended. The next attempt follows by itself, unless stopped.
    public var onDisconnected: ((_ reason: MQTTError) -> Void)?

    public let options: ConnectionOptions
    public internal(set) var state: ConnectionState
    /// QoS 1 messages delivered since the last ``flush()``.
    public internal(set) var unacknowledged: Int = 0
    /// When the first of the ``unacknowledged`` was delivered: the `now` of that ``service(_:now:budget:)``.
    public internal(set) var oldestUnacknowledged: Int64?
    /// Changes whenever ``descriptor`` means another open file, even under the same number.
    public internal(set) var descriptorGeneration: UInt32 = 0
    /// Set to stop reading; what the broker sends waits in the sockets. Keepalive goes on (see above for TLS).
    public var isReadingPaused = false

    enum Link {
        case none
        case opening(ConnectionAttempt)
        case open(OpaquePointer)
    }

    var link = Link.none
    var now: Int64 = 0
    var inCallback = false
    /// What the broker takes at most (MQTT 5 section 3.2.2.3.6); nil without a word of it.
    var largestPacket: Int?
    /// Set by callbacks; the reading loop asks whether a call got anywhere, since errno alone misleads.
    var progress = false
    var deliveredMessages = 0
    /// What a callback learnt about the end of the connection: more exact than the library's result.
    var verdict: MQTTError?
    /// The number in the last disconnect callback: the broker's reason, if the library's call then succeeds.
    var serverReason: UInt8?
    var log = ErrorLog()
    var framing = Framing.hidden
    /// Input is delivered at this moment.
    var isDelivering = false
    /// A message of ours went out while input waited to be delivered.
    var hidesInput = false
    var input = InputBuffer()
    /// Of messages that were read by ourselves; those that the library reads it acknowledges itself.
    var acknowledgements = Acknowledgements()
    var injector: PacketInjector?
    /// The library's acknowledgements, and messages, since the last write.
    var queuedPackets = 0
    var flushBlocked = false
    var moreToRead = false
    var keepaliveMilliseconds: Int64 = 0
    var lastSent: Int64 = 0
    var lastHeard: Int64 = 0
    var lastMiscellaneous: Int64 = 0

    /// Opens nothing yet.
    /// - Throws: ``MQTTError/invalidOption(_:reason:)``.
    public init(options: ConnectionOptions, timing: ConnectionTiming = ConnectionTiming()) throws(MQTTError) {
        try options.validate()
        guard MosquittoLibrary.isInitialised else { throw .outOfMemory }
        self.options = options
        self.state = ConnectionState(timing: timing)
    }

    deinit {
        switch link {
        case .none: break
        case .opening(let attempt): attempt.abandon()
        case .open(let handle): mosquitto_destroy(handle)
        }
    }

    // MARK: Watching

    /// The one descriptor to watch; nil while waiting for the next attempt.
    public var descriptor: Int32? {
        switch link {
        case .none: return nil
        case .opening(let attempt): return attempt.descriptor
        case .open(let handle):
            let socket = mosquitto_socket(handle)
            return socket >= 0 ? socket : nil
        }
    }

    /// What to watch it for, besides errors.
    public var interest: Readiness {
        switch link {
        case .none: return []
        case .opening: return .readable
        case .open(let handle):
            var interest: Readiness = isReadingPaused && state.isConnected ? [] : .readable
            // Once something is unacknowledged, becoming writable must not send it: only flush() does.
            if unacknowledged == 0 && wantsWrite(handle) { interest.insert(.writable) }
            return interest
        }
    }

    /// Queued packets wait for ``flush()`` or for the socket to become writable.
    public var wantsWrite: Bool {
        if case .open(let handle) = link { wantsWrite(handle) } else { false }
    }

    func wantsWrite(_ handle: OpaquePointer) -> Bool { !acknowledgements.isEmpty || mosquitto_want_write(handle) }

    /// When ``service(_:now:budget:)`` is due even if nothing happens, on the clock of its `now`; nil: not by time.
    public var nextDeadline: Int64? {
        if moreToRead && !isReadingPaused { return now }
        guard state.isConnected else { return state.deadline }
        return keepaliveMilliseconds > 0 ? lastMiscellaneous + Self.miscellaneousInterval : nil
    }

    // MARK: Life

    /// Begins to connect, and to reconnect for ever. Does nothing if begun already.
    public func start(now: Int64) {
        self.now = now
        state.start(now: now)
    }

    /// Something was done over the present connection that need not be done again.
    public func wasOfUse() { state.wasOfUse() }

    /// Ends at once and quietly: no DISCONNECT, no acknowledgement, no ``onDisconnected``. A will is published.
    public func stop() {
        precondition(!inCallback, "stop() may not be called inside a closure of the connection")
        tearDown()
        state.stop()
    }

    /// Says goodbye and stops: no will is published. Whatever was delivered is acknowledged on the way, so commit
    /// first, or use ``stop()``.
    public func disconnect() {
        precondition(!inCallback, "disconnect() may not be called inside a closure of the connection")
        if case .open(let handle) = link, state.isConnected {
            // The goodbye is a courtesy: if it can't leave, closing says the same.
            if !flushBlocked, acknowledgements.send(to: mosquitto_socket(handle)) == .complete,
                mosquitto_disconnect(handle) == 0
            {
                _ = mosquitto_loop_write(handle, 1)
            }
        }
        tearDown()
        state.stop()
    }

    /// Drops the connection so that nothing queued leaves: everything unacknowledged comes again after the reconnect,
    /// which starts by itself. Inside a closure it takes effect when the closure has returned.
    public func shutSocket() {
        if inCallback {
            verdict = .shut
        } else if case .open = link {
            end(.shut)
        }
    }

    static let miscellaneousInterval: Int64 = 1_000

    /// Reports the end of an attempt or a connection and plans the next attempt.
    func end(_ reason: MQTTError) {
        tearDown()
        state.failed(reason, now: now, random: UInt64.random(in: 0 ... .max))
        onDisconnected?(reason)
    }

    func tearDown() {
        switch link {
        case .none: break
        case .opening(let attempt): attempt.abandon()
        case .open(let handle): mosquitto_destroy(handle)
        }
        link = .none
        descriptorGeneration &+= 1
        unacknowledged = 0
        oldestUnacknowledged = nil
        verdict = nil
        serverReason = nil
        queuedPackets = 0
        flushBlocked = false
        moreToRead = false
        input.removeAll()
        acknowledgements.removeAll()
        injector = nil
        keepaliveMilliseconds = 0
        log = ErrorLog()
    }
}
