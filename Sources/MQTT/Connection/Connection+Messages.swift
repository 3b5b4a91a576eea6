internal import CMosquitto

extension Connection {
    /// Queues a message. It leaves with the next ``service(_:now:budget:)`` or ``flush()``.
    ///
    /// - Returns: the packet identifier that ``onPublished`` will name, 1...65535.
    /// - Throws: ``MQTTError/notConnected``, ``MQTTError/invalidMessage(_:)``, ``MQTTError/outOfMemory``.
    public func publish(
        topic: String, payload: UnsafeRawBufferPointer, qualityOfService: QualityOfService, retain: Bool = false
    ) throws(MQTTError) -> Int32 {
        let handle = try connectedHandle()
        guard !topic.utf8.contains(0) else { throw .invalidMessage("the topic contains a NUL character") }
        guard payload.count <= Int(Int32.max) else { throw .invalidMessage("the payload is too large") }
        // 2.0.11 reckons one byte too few for MQTT 5, and ends the process when it finds out.
        if let largestPacket, packetBytes(topic, payload.count, qualityOfService) > largestPacket {
            throw .invalidMessage("Packet too large: the broker takes \(largestPacket) bytes")
        }
        var identifier: Int32 = 0
        // Given as it is, a text would be copied.
        let code = topic.withCString { topic in
            mosquitto_publish(
                handle, &identifier, topic, Int32(payload.count), payload.baseAddress,
                Int32(qualityOfService.rawValue), retain)
        }
        try Self.check(code)
        queuedPackets += 1
        // With messages in flight one call of the library reads several packets.
        if qualityOfService == .atLeastOnce { hideInput() }
        return identifier
    }

    /// As above, for an array of bytes.
    public func publish(
        topic: String, payload: [UInt8], qualityOfService: QualityOfService, retain: Bool = false
    ) throws(MQTTError) -> Int32 {
        let result: Result<Int32, MQTTError> = payload.withUnsafeBytes { bytes in
            do throws(MQTTError) {
                return .success(
                    try publish(topic: topic, payload: bytes, qualityOfService: qualityOfService, retain: retain))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Asks for everything that matches any of the filters, in one packet.
    ///
    /// - Returns: the packet identifier that ``onSubscribed`` will name. The grants there are in the filters' order.
    public func subscribe(
        to filters: [String], qualityOfService: QualityOfService = .atLeastOnce
    ) throws(MQTTError) -> Int32 {
        let handle = try connectedHandle()
        var identifier: Int32 = 0
        let code = try Self.withCStrings(filters) { count, texts in
            mosquitto_subscribe_multiple(
                handle, &identifier, count, texts, Int32(qualityOfService.rawValue), 0, nil)
        }
        try Self.check(code)
        return identifier
    }

    /// Takes subscriptions back; a persistent session keeps those it was not told to forget.
    public func unsubscribe(from filters: [String]) throws(MQTTError) -> Int32 {
        let handle = try connectedHandle()
        var identifier: Int32 = 0
        let code = try Self.withCStrings(filters) { count, texts in
            mosquitto_unsubscribe_multiple(handle, &identifier, count, texts, nil)
        }
        try Self.check(code)
        return identifier
    }

    /// Bytes of a PUBLISH packet without properties (MQTT 5 sections 2.1 and 3.3).
    private func packetBytes(_ topic: String, _ payload: Int, _ qualityOfService: QualityOfService) -> Int {
        let identifier = qualityOfService == .atMostOnce ? 0 : 2
        let properties = options.version == .v5 ? 1 : 0
        let remaining = 2 + topic.utf8.count + identifier + properties + payload
        let length = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4
        return 1 + length + remaining
    }

    private func connectedHandle() throws(MQTTError) -> OpaquePointer {
        guard case .open(let handle) = link, state.isConnected else { throw .notConnected }
        return handle
    }

    private static func check(_ code: Int32) throws(MQTTError) {
        switch mosq_err_t(rawValue: code) {
        case MOSQ_ERR_SUCCESS: return
        case MOSQ_ERR_NO_CONN: throw .notConnected
        case MOSQ_ERR_NOMEM: throw .outOfMemory
        default: throw .invalidMessage(MosquittoLibrary.text(code))
        }
    }

    /// The filters as an array of C strings, which live until `body` returns.
    private static func withCStrings(
        _ filters: [String], _ body: (Int32, UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) throws(MQTTError) -> Int32 {
        guard !filters.isEmpty else { throw .invalidMessage("no filters") }
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for filter in filters {
            guard !filter.utf8.contains(0) else { throw .invalidMessage("a filter contains a NUL character") }
            offsets.append(bytes.count)
            bytes.append(contentsOf: filter.utf8.lazy.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
        return bytes.withUnsafeMutableBufferPointer { storage in
            let pointers = offsets.map { offset in storage.baseAddress.map { $0 + offset } }
            return pointers.withUnsafeBufferPointer { list in
                guard let first = list.baseAddress else { return Int32(MOSQ_ERR_INVAL.rawValue) }
                return body(Int32(list.count), first)
            }
        }
    }
}
