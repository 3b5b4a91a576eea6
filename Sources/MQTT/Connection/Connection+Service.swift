internal import CMosquitto
internal import Glibc

extension Connection {
    /// Does everything that is due: starts, finishes and gives up attempts, reads, keeps alive, and sends what may be
    /// sent. Call it whenever ``descriptor`` is ready or ``nextDeadline`` has passed; calling it for nothing is cheap.
    ///
    /// - Parameters:
    ///   - ready: what the descriptor was reported ready for.
    ///   - now: milliseconds on a clock that never goes back.
    ///   - budget: messages to deliver at most, so that others on the loop get their turn. Under TLS a few more can
    ///     come, since a whole record is read at once.
    @discardableResult
    public func service(_ ready: Readiness, now: Int64, budget: Int = 256) -> ServiceOutcome {
        precondition(!inCallback, "service() may not be called inside a closure of the connection")
        self.now = now
        deliveredMessages = 0
        finishOpening()
        serviceLink(ready, budget: max(1, budget))
        switch state.due(now: now) {
        case .none: break
        case .open: beginOpening()
        case .giveUp(let reason): end(reason)
        }
        return ServiceOutcome(messages: deliveredMessages, moreToRead: moreToRead)
    }

    /// Lets the acknowledgements of everything delivered so far leave. Call it when all of it is committed, and never
    /// otherwise: this is the only place where they do.
    @discardableResult
    public func flush() -> FlushOutcome {
        precondition(!inCallback, "flush() inside a closure would deadlock in libmosquitto")
        guard case .open(let handle) = link else { return .lost }
        return send(handle)
    }

    // MARK: Opening

    private func beginOpening() {
        do throws(MQTTError) {
            link = .opening(try ConnectionAttempt(options))
            descriptorGeneration &+= 1
        } catch {
            end(error)
        }
    }

    private func finishOpening() {
        guard case .opening(let attempt) = link, let result = attempt.take() else { return }
        link = .none
        descriptorGeneration &+= 1
        switch result {
        case .failure(let reason): end(reason)
        case .success(let handle):
            link = .open(handle)
            framing = options.security == nil ? .own : .hidden
            hidesInput = false
            installCallbacks(handle)
            lastSent = now
            lastHeard = now
            lastMiscellaneous = now
            state.opened(now: now)
            _ = send(handle)
        }
    }

    // MARK: An open link

    private func serviceLink(_ ready: Readiness, budget: Int) {
        guard case .open(let handle) = link else { return }
        if !state.isConnected {
            guard greet(handle, ready, budget) else { return }
        } else if !isReadingPaused
            && (moreToRead || !ready.isDisjoint(with: [.readable, .failed, .hungUp]))
        {
            guard read(handle, budget: budget) else { return }
            if ready.contains(.readable) { lastHeard = now }
        } else if !ready.isDisjoint(with: [.failed, .hungUp]) {
            // Paused: a dead socket would be reported for ever, and has nothing more to give that we could acknowledge.
            return end(.connectionLost)
        }
        guard keepAlive(handle) else { return }
        if unacknowledged == 0 && wantsWrite(handle) { _ = send(handle) }
    }

    /// TLS handshake and CONNACK. The library drives TLS from its read call, also when it wants to write.
    private func greet(_ handle: OpaquePointer, _ ready: Readiness, _ budget: Int) -> Bool {
        guard !ready.isEmpty || moreToRead else { return true }
        guard read(handle, budget: budget) else { return false }
        if !state.isConnected && isDead(mosquitto_socket(handle)) {
            // 2.0.11 takes a reset during the handshake for "try again", and the loop would spin on it.
            end(options.security == nil ? .connectionLost : .tls(log.text ?? "the other side hung up"))
            return false
        }
        if state.isConnected {
            // From here on each line would be formatted for every message.
            mosquitto_log_callback_set(handle, nil)
        }
        return true
    }

    private func isDead(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }

    /// Ends the connection if the library did, or if a callback found a reason to.
    func survives(_ handle: OpaquePointer, _ code: Int32, _ systemError: Int32) -> Bool {
        if let verdict {
            end(verdict)
            return false
        }
        guard code != 0 || mosquitto_socket(handle) < 0 else { return true }
        let host =
            switch options.endpoint {
            case .tcp(let host, _): host
            case .unix(let path): path
            }
        end(
            code == 0
                ? serverReason.map { .disconnected(reason: $0) } ?? .connectionLost
                : MosquittoLibrary.error(code, errno: systemError, host: host, detail: log.text))
        return false
    }

    // MARK: Sending

    func send(_ handle: OpaquePointer) -> FlushOutcome {
        let socket = mosquitto_socket(handle)
        // The library writes each packet by itself: without a cork every acknowledgement would be a segment.
        let corked = queuedPackets + (acknowledgements.isEmpty ? 0 : 1) > 1 && options.endpoint.isTCP
        queuedPackets = 0
        unacknowledged = 0
        oldestUnacknowledged = nil
        if corked { cork(socket, true) }
        let outcome = write(handle)
        guard outcome != .lost else { return .lost }
        if corked { cork(socket, false) }
        flushBlocked = outcome == .blocked
        if !flushBlocked { lastSent = now }
        return outcome
    }

    /// Writes what the library has queued, and our own acknowledgements. A packet that left in part is finished first.
    func write(_ handle: OpaquePointer) -> FlushOutcome {
        let socket = mosquitto_socket(handle)
        if !acknowledgements.isCut {
            errno = 0
            let code = mosquitto_loop_write(handle, 1)
            let systemError = errno
            guard survives(handle, code, systemError) else { return .lost }
            if mosquitto_want_write(handle) { return .blocked }
        }
        switch acknowledgements.send(to: socket) {
        case .complete: break
        case .blocked: return .blocked
        case .failed(let code):
            end(code == EPIPE || code == ECONNRESET ? .connectionLost : .transport(errno: code))
            return .lost
        }
        guard mosquitto_want_write(handle) else { return .complete }
        return write(handle)
    }

    private func cork(_ socket: Int32, _ on: Bool) {
        var value: Int32 = on ? 1 : 0
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: Keepalive

    /// False: the connection is gone.
    private func keepAlive(_ handle: OpaquePointer) -> Bool {
        guard state.isConnected, keepaliveMilliseconds > 0 else { return true }
        // Unread input may hold the answer to the last ping: judge only when all of it was read.
        if !isReadingPaused && !moreToRead && now - lastMiscellaneous >= Self.miscellaneousInterval {
            let code = mosquitto_loop_misc(handle)
            guard survives(handle, code, errno) else { return false }
            // The library waits twice the keepalive; a broker, and we, one and a half (MQTT 3.1.1 section 3.1.2.10).
            if now - lastHeard > keepaliveMilliseconds * 3 / 2 {
                end(.keepaliveTimedOut)
                return false
            }
        }
        if isReadingPaused { lastHeard = now }
        if now - lastMiscellaneous >= Self.miscellaneousInterval { lastMiscellaneous = now }
        return unacknowledged > 0 || isReadingPaused ? pingPastAcknowledgements(handle) : true
    }

    /// Sends a PINGREQ around the library's queue, so that the broker does not take a slow disk for a dead client.
    /// The queue is at a packet boundary, as nothing in it was begun; the library ignores an answer too many.
    private func pingPastAcknowledgements(_ handle: OpaquePointer) -> Bool {
        guard options.security == nil, !flushBlocked, now - lastSent >= keepaliveMilliseconds / 2 else { return true }
        let pingRequest: [2 of UInt8] = [0xC0, 0x00]
        let sent = withUnsafeBytes(of: pingRequest) { bytes in
            Glibc.send(
                mosquitto_socket(handle), bytes.baseAddress, bytes.count,
                Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        if sent == 2 {
            lastSent = now
        } else if sent > 0 || (errno != EAGAIN && errno != EINTR) {
            // Half a ping would garble whatever follows.
            end(.connectionLost)
            return false
        }
        return true
    }
}

extension ConnectionOptions.Endpoint {
    var isTCP: Bool {
        if case .tcp = self { true } else { false }
    }
}
