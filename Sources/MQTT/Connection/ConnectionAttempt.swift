internal import CMosquitto
internal import Glibc
internal import Synchronization

/// One attempt to open a transport, on a short-lived thread of its own, since resolving a name has no
/// non-blocking form and connecting to a black hole takes minutes.
///
/// The handle belongs to the thread until it is done, then to whoever takes the result; an abandoned attempt cleans
/// up after itself whenever the system lets it go.
final class ConnectionAttempt: Sendable {
    private enum Stage: Sendable {
        case running
        case abandoned
        /// The handle's address: an integer, because a pointer may not change threads unless we say who owns it.
        case done(Result<UInt, MQTTError>)
    }

    /// Hangs up (POLLHUP) when the result is there; closed by ``take()`` or ``abandon()``, one of which must follow.
    let descriptor: Int32

    private let options: ConnectionOptions
    private let finished: Int32
    private let stage = Mutex(Stage.running)

    /// Starts the thread.
    init(_ options: ConnectionOptions) throws(MQTTError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .transport(errno: errno) }
        self.options = options
        self.descriptor = ends[0]
        self.finished = ends[1]
        let code = startThread()
        guard code == 0 else {
            close(ends[0])
            close(ends[1])
            throw .transport(errno: code)
        }
    }

    /// The opened handle, now the caller's to destroy, with the descriptor closed;
    /// nil while the thread still works on it.
    func take() -> Result<OpaquePointer, MQTTError>? {
        let result: Result<UInt, MQTTError>? = stage.withLock { stage in
            guard case .done(let result) = stage else { return nil }
            stage = .abandoned
            return result
        }
        guard let result else { return nil }
        close(descriptor)
        return result.map(Self.pointer)
    }

    /// Gives the attempt up, done or not, and closes the descriptor. Never waits.
    func abandon() {
        let unclaimed: Result<UInt, MQTTError>? = stage.withLock { stage in
            defer { stage = .abandoned }
            guard case .done(let result) = stage else { return nil }
            return result
        }
        if case .success(let address) = unclaimed {
            mosquitto_destroy(Self.pointer(address))
        }
        close(descriptor)
    }

    private static func pointer(_ address: UInt) -> OpaquePointer {
        guard let pointer = OpaquePointer(bitPattern: address) else {
            preconditionFailure("made from a pointer in run()")
        }
        return pointer
    }

    private func startThread() -> Int32 {
        // The owner's signal handling is its own affair: this thread takes no signals at all.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Enough for the resolver's plugins and OpenSSL; the default reserves 8 MiB.
        pthread_attr_setstacksize(&attributes, 1 << 20)

        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(&thread, &attributes, runConnectionAttempt, context.toOpaque())
        if code != 0 { context.release() }
        return code
    }

    fileprivate func run() {
        let result = MosquittoHandle.open(options).map { UInt(bitPattern: $0) }
        let unwanted = stage.withLock { stage in
            if case .abandoned = stage { return true }
            stage = .done(result)
            return false
        }
        if unwanted, case .success(let address) = result {
            mosquitto_destroy(Self.pointer(address))
        }
        // Closing, not writing: a write to an abandoned pipe would raise SIGPIPE.
        close(finished)
    }
}

private func runConnectionAttempt(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ConnectionAttempt>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
