internal import CMosquitto
internal import Glibc

extension Connection {
    /// Where reading stands in the stream of packets.
    enum Framing {
        /// Headers can't be looked at: TLS, or messages of ours are in flight, and then one call of the library reads
        /// several packets.
        case hidden
        /// A packet was read in pieces that may end without a callback: hidden until the next callback.
        case lost
        /// The next byte begins a packet.
        case boundary
        /// A packet whose header was checked is being read; the callback it ends in has not come yet.
        case inside
    }

    /// How much input is looked at in one go.
    private static let windowSize = 16_384
    /// Calls in a row that bring nothing, after which others on the loop get their turn.
    private static let fruitlessLimit = 16
    /// Packets up to this size are waited for whole. Larger ones are read as they come; all of those have a callback.
    private static let waitLimit = 4_096

    /// Reads until the input or the budget ends. False: the connection is gone.
    func read(_ handle: OpaquePointer, budget: Int) -> Bool {
        moreToRead = false
        var fruitless = 0
        while deliveredMessages < budget && fruitless < Self.fruitlessLimit {
            let more: Bool?
            switch framing {
            case .hidden:
                more = readPacket(handle)
            case .lost, .inside:
                more = readPacket(handle)
                if progress && framing != .hidden { framing = .boundary }
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
        var available = 0
        let window = withUnsafeTemporaryAllocation(byteCount: Self.windowSize, alignment: 1) { buffer in
            available = recv(
                socket, buffer.baseAddress, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            return PacketWindow(
                UnsafeRawBufferPointer(rebasing: buffer[..<max(0, available)]), limit: Int(options.maximumPacketSize),
                version: options.version)
        }
        // The end of the stream, or an error: the library finds the same, and words it.
        guard available > 0 else { return readPacket(handle) }
        if lowWaterMark > 1 && available >= lowWaterMark { setLowWaterMark(socket, 1) }

        var unread = window.complete
        while unread > 0 && deliveredMessages < budget {
            guard readPacket(handle) != nil else { return nil }
            unread -= 1
            // The packet made us publish: from now on calls and packets don't correspond.
            if framing == .hidden { return true }
        }
        guard unread == 0 else { return true }
        if window.complete > 0 { return available == Self.windowSize || window.rest != .none }
        return readRest(handle, window.rest)
    }

    private func readRest(_ handle: OpaquePointer, _ rest: PacketWindow.Rest) -> Bool? {
        switch rest {
        case .none:
            return false
        case .violation(let reason):
            end(reason)
            return nil
        case .header(let need):
            return wait(for: need, handle)
        case .body(let size) where size <= Self.waitLimit:
            return wait(for: size, handle)
        case .body:
            framing = .inside
            return true
        }
    }

    /// Leaves a small incomplete packet in the socket, and has the socket report itself only when it is whole: read in
    /// pieces it could end without a callback, and we would not know where the next begins.
    private func wait(for size: Int, _ handle: OpaquePointer) -> Bool? {
        if options.endpoint.isTCP && lowWaterMark != size {
            setLowWaterMark(mosquitto_socket(handle), size)
            return false
        }
        // A Unix-domain socket knows no such mark; and a socket that wakes us below the mark has come to its end.
        framing = .lost
        return true
    }

    private func setLowWaterMark(_ socket: Int32, _ size: Int) {
        var value = Int32(size)
        setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &value, socklen_t(MemoryLayout<Int32>.size))
        lowWaterMark = size
    }
}
