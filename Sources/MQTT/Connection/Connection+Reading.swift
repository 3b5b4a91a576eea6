internal import CMosquitto
internal import Glibc

extension Connection {
    /// Where reading stands in the stream of packets.
    enum Framing {
        /// Input can't be looked at: TLS, or messages of ours are in flight, and then one call of the library reads
        /// several packets.
        case hidden
        /// The next byte begins a packet.
        case boundary
        /// The head of a packet came in part. It is taken from the socket, until it can be judged, and then injected:
        /// left there it could close TCP's receive window for ever, since a single byte keeps a whole segment.
        case collecting
        /// A packet whose head was checked is being read in pieces; the callback it ends in has not come yet.
        case inside
    }

    /// How much input is looked at in one go; grows, once, for a head that is larger.
    static let windowSize = 16_384
    /// A topic, the properties, and what lies between: no head is larger.
    private static let largestHead = 2 * 65_536 + 64
    /// Calls in a row that bring nothing, after which others on the loop get their turn.
    private static let fruitlessLimit = 16

    /// Reads until the input or the budget ends. False: the connection is gone.
    func read(_ handle: OpaquePointer, budget: Int) -> Bool {
        moreToRead = false
        var fruitless = 0
        while deliveredMessages < budget && fruitless < Self.fruitlessLimit {
            let more: Bool?
            switch framing {
            case .hidden:
                more = readPacket(handle)
            case .inside:
                more = readPacket(handle)
                if progress && framing == .inside { framing = .boundary }
            case .collecting:
                more = collect(handle)
            case .boundary:
                more = readWindow(handle, budget: budget)
            }
            guard let more else { return false }
            if !more { return true }
            fruitless = progress ? 0 : fruitless + 1
        }
        moreToRead = true
        return true
    }

    /// One call of the library: a packet, or part of one. Returns whether there may be more; nil: the connection ended.
    ///
    /// errno alone does not tell whether there is more: the acknowledgement that the library queues leaves EAGAIN
    /// behind (its wake-up pipe is full), and an answer to a ping makes no callback. Any error means: not now.
    private func readPacket(_ handle: OpaquePointer) -> Bool? {
        progress = false
        errno = 0
        let code = mosquitto_loop_read(handle, 1)
        let systemError = errno
        guard survives(handle, code, systemError) else { return nil }
        return progress || systemError == 0
    }

    /// Looks at the input, then lets the library read the packets that are whole.
    /// Returns whether there may be more to read; nil: the connection ended.
    private func readWindow(_ handle: OpaquePointer, budget: Int) -> Bool? {
        let socket = mosquitto_socket(handle)
        let available = recv(
            socket, windowBuffer.baseAddress, windowBuffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        guard available > 0 else {
            // Nothing: then the library may not try either, or it would read what arrives in this moment unseen.
            if available < 0 && (errno == EAGAIN || errno == EINTR) { return false }
            // The end of the stream, or an error: the library finds the same, and words it.
            return readPacket(handle)
        }
        let window = PacketWindow(
            UnsafeRawBufferPointer(rebasing: windowBuffer[..<available]), limit: Int(options.maximumPacketSize),
            version: options.version)

        var unread = window.complete
        while unread > 0 && deliveredMessages < budget {
            guard readPacket(handle) != nil else { return nil }
            unread -= 1
            // The packet made us publish: from now on calls and packets don't correspond.
            if framing == .hidden { return true }
        }
        guard unread == 0 else { return true }
        if window.complete > 0 {
            progress = true
            return available == windowBuffer.count || window.rest != .none
        }
        return readRest(handle, window.rest)
    }

    private func readRest(_ handle: OpaquePointer, _ rest: PacketWindow.Rest) -> Bool? {
        switch rest {
        case .none:
            return false
        case .violation(let reason):
            end(reason)
            return nil
        case .head(let need):
            framing = .collecting
            collected = 0
            collectNeed = need
            return true
        case .body:
            framing = .inside
            return true
        }
    }

    /// From now on one call of the library may read several packets, so looking at input would lead astray.
    func hideInput() {
        if framing == .collecting { hidesAfterCollecting = true } else { framing = .hidden }
    }

    // MARK: Collecting

    /// Takes what has come of the head. Returns whether there may be more to read; nil: the connection ended.
    private func collect(_ handle: OpaquePointer) -> Bool? {
        if collectNeed > windowBuffer.count { enlargeWindow() }
        let free = UnsafeMutableRawBufferPointer(rebasing: windowBuffer[collected..<collectNeed])
        let count = recv(mosquitto_socket(handle), free.baseAddress, free.count, Int32(MSG_DONTWAIT))
        guard count > 0 else {
            if count < 0 && (errno == EAGAIN || errno == EINTR) { return false }
            end(count == 0 ? .connectionLost : .transport(errno: errno))
            return nil
        }
        progress = true
        collected += count
        guard collected == collectNeed else { return true }

        let head = UnsafeRawBufferPointer(rebasing: windowBuffer[..<collected])
        let window = PacketWindow(head, limit: Int(options.maximumPacketSize), version: options.version)
        switch window.rest {
        case .head(let need): collectNeed = need
        case .violation(let reason):
            end(reason)
            return nil
        case .none, .body:
            framing = hidesAfterCollecting ? .hidden : window.rest == .body ? .inside : .boundary
            return inject(head, handle)
        }
        return true
    }

    private func inject(_ bytes: UnsafeRawBufferPointer, _ handle: OpaquePointer) -> Bool? {
        do throws(MQTTError) {
            let injector: PacketInjector
            if let present = self.injector { injector = present } else { injector = try PacketInjector() }
            self.injector = injector
            let more = try injector.feed(bytes, to: mosquitto_socket(handle)) { readPacket(handle) }
            progress = true
            return more == nil ? nil : true
        } catch {
            end(error)
            return nil
        }
    }

    private func enlargeWindow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.largestHead, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(windowBuffer))
        windowBuffer.deallocate()
        windowBuffer = larger
    }
}
