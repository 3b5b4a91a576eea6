internal import CMosquitto
internal import Glibc

/// Reading. Over a plain transport input is taken from the socket in large pieces, and messages are delivered from
/// there: libmosquitto makes three system calls and five allocations of each. All other packets are handed to it, once
/// they are whole and nothing is wrong with them.
extension Connection {
    /// Who reads from the socket.
    enum Framing {
        /// The library: under TLS, and once messages of ours are in flight, whose acknowledgements are many.
        case hidden
        /// We do.
        case own
    }

    /// Calls in a row that bring nothing, after which others on the loop get their turn.
    private static let fruitlessLimit = 16

    /// Reads until the input or the budget ends. False: the connection is gone.
    func read(_ handle: OpaquePointer, budget: Int) -> Bool {
        moreToRead = false
        if framing == .own {
            guard let isAll = readInput(handle, budget: budget) else { return false }
            if isAll { return true }
        }
        if framing == .hidden { return readHidden(handle, budget: budget) }
        moreToRead = true
        return true
    }

    /// From now on the library reads, as soon as all that was taken from the socket is delivered.
    func hideInput() {
        if input.isEmpty && !isDelivering { framing = .hidden } else { hidesInput = true }
    }

    // MARK: By the library

    private func readHidden(_ handle: OpaquePointer, budget: Int) -> Bool {
        var fruitless = 0
        while deliveredMessages < budget && fruitless < Self.fruitlessLimit {
            guard let more = readPacket(handle) else { return false }
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

    // MARK: By ourselves

    /// Takes and delivers input. Returns whether that was all; nil: the connection ended.
    private func readInput(_ handle: OpaquePointer, budget: Int) -> Bool? {
        var packets = 0
        var isAll = false
        while true {
            guard let need = deliver(handle, &packets, budget: budget) else { return nil }
            if hidesInput && input.isEmpty {
                hidesInput = false
                framing = .hidden
                return false
            }
            if isAll { return packets < budget || input.isEmpty }
            guard packets < budget else { return false }
            switch input.receive(from: mosquitto_socket(handle), need: need) {
            case .received(let wasAll): isAll = wasAll
            case .nothing: return true
            case .ended, .failed(errno: ECONNRESET):
                end(.connectionLost)
                return nil
            case .failed(let code):
                end(.transport(errno: code))
                return nil
            }
        }
    }

    /// Delivers the packets that are whole, as far as the budget goes. Returns how many bytes the next one needs; nil: the
    /// connection ended.
    private func deliver(_ handle: OpaquePointer, _ packets: inout Int, budget: Int) -> Int? {
        isDelivering = true
        defer { isDelivering = false }
        while packets < budget {
            let bytes = input.bytes
            switch PacketHead(bytes, limit: Int(options.maximumPacketSize), version: options.version) {
            case .incomplete(let need): return need
            case .violation(let reason):
                end(reason)
                return nil
            case .whole(let size, let header):
                let packet = UnsafeRawBufferPointer(rebasing: bytes[..<size])
                guard packet[0] >> 4 == 3 ? publish(packet, header) : inject(packet, handle) else { return nil }
                input.remove(size)
                packets += 1
            }
        }
        return 0
    }

    /// Delivers a message. False: the connection ended.
    private func publish(_ packet: UnsafeRawBufferPointer, _ header: Int) -> Bool {
        guard state.isConnected else {
            end(.protocolViolation(code: 0, "a message before the CONNACK"))
            return false
        }
        switch PublishPacket.read(packet, header: header, version: options.version) {
        case .violation(let reason):
            end(.protocolViolation(code: 0, reason))
            return false
        case .packet(let packet):
            if packet.identifier != 0 { acknowledgements.append(packet.identifier) }
            received(
                topic: packet.topic, payload: packet.payload, identifier: packet.identifier,
                isRetained: packet.isRetained)
        }
        guard let verdict else { return true }
        end(verdict)
        return false
    }

    /// Hands another packet to the library. False: the connection ended.
    private func inject(_ packet: UnsafeRawBufferPointer, _ handle: OpaquePointer) -> Bool {
        do throws(MQTTError) {
            let injector: PacketInjector
            if let present = self.injector { injector = present } else { injector = try PacketInjector() }
            self.injector = injector
            return try injector.feed(packet, to: mosquitto_socket(handle)) { readPacket(handle) } != nil
        } catch {
            end(error)
            return false
        }
    }
}
