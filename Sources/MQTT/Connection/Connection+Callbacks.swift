internal import CMosquitto
internal import Glibc

extension Connection {
    /// Points the handle at this object. The handle never outlives it: `deinit` destroys the handle first.
    func installCallbacks(_ handle: OpaquePointer) {
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        mosquitto_connect_v5_callback_set(handle) { _, context, reason, flags, properties in
            guard let context else { return }
            Connection.from(context).connectAcknowledged(reason: reason, flags: flags, properties: properties)
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, context, identifier, count, granted, _ in
            guard let context else { return }
            Connection.from(context).subscriptionAcknowledged(identifier, granted, count: count)
        }
        mosquitto_message_v5_callback_set(handle) { _, context, message, _ in
            guard let context, let message else { return }
            Connection.from(context).received(message.pointee)
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, identifier, reason, properties in
            guard let context else { return }
            let reason = UInt8(truncatingIfNeeded: reason)
            Connection.from(context).within { connection in
                connection.onPublished?(
                    PublishAnswer(
                        packetIdentifier: identifier, reason: reason,
                        text: reason < 0x80 ? nil : MosquittoLibrary.reasonText(properties)))
            }
        }
        mosquitto_unsubscribe_v5_callback_set(handle) { _, context, _, _ in
            guard let context else { return }
            Connection.from(context).within { _ in }
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, context, reason, _ in
            guard let context else { return }
            Connection.from(context).disconnectReceived(reason)
        }
        mosquitto_log_callback_set(handle) { _, context, level, text in
            guard let context, let text, level == Int32(MOSQ_LOG_ERR) else { return }
            Connection.from(context).log.append(text)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer) -> Connection {
        Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    }

    private func within(_ body: (Connection) -> Void) {
        // Sending inside a callback may nest: QoS 0 confirmations come from the write call.
        let before = inCallback
        inCallback = true
        progress = true
        body(self)
        inCallback = before
        // The library's read loop asks errno whether to go on; what a closure left there is not the socket's.
        errno = 0
    }

    private func connectAcknowledged(reason: Int32, flags: Int32, properties: OpaquePointer?) {
        let reason = UInt8(truncatingIfNeeded: reason)
        within { connection in
            guard case .greeting = connection.state.phase else {
                // MQTT 3.1.1 section 3.2: a second CONNACK is a violation. 2.0.11 lets it pass.
                connection.verdict = .protocolViolation(code: 0, "a second CONNACK")
                return
            }
            guard reason == 0 else {
                connection.verdict = Self.refusal(reason, connection.options.version)
                return
            }
            var keepalive = connection.options.keepalive
            _ = mosquitto_property_read_int16(
                properties, Int32(MQTT_PROP_SERVER_KEEP_ALIVE.rawValue), &keepalive, false)
            connection.keepaliveMilliseconds = Int64(keepalive) * 1_000
            var largest: UInt32 = 0
            let isLimited = mosquitto_property_read_int32(
                properties, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue), &largest, false)
            connection.largestPacket = isLimited == nil ? nil : Int(largest)
            connection.state.accepted(now: connection.now)
            connection.onConnected?(flags & 1 != 0)
        }
    }

    /// Credentials are reasons 4 and 5 in MQTT 3.1.1 (section 3.2.2.3), and a few of 0x80 and more in MQTT 5
    /// (section 3.2.2.2); 2.0.11 itself reports the latter as a protocol error.
    private static func refusal(_ reason: UInt8, _ version: ConnectionOptions.ProtocolVersion) -> MQTTError {
        let credentials: [UInt8] = version == .v5 ? [0x86, 0x87, 0x8A, 0x8C] : [4, 5]
        return credentials.contains(reason) ? .authenticationRefused(reason: reason) : .refused(reason: reason)
    }

    private func subscriptionAcknowledged(_ identifier: Int32, _ granted: UnsafePointer<Int32>?, count: Int32) {
        let granted = UnsafeBufferPointer(start: granted, count: Int(count)).map { UInt8(truncatingIfNeeded: $0) }
        within { connection in
            connection.onSubscribed?(identifier, granted)
        }
    }

    private func received(_ message: mosquitto_message) {
        guard let topic = message.topic else { return }
        guard message.qos < 2 else {
            // Its PUBREC left long ago: what a crash now loses, the broker no longer has.
            verdict = .protocolViolation(code: 0, "a message at QoS 2, which was not subscribed")
            return
        }
        if message.qos > 0 { queuedPackets += 1 }
        received(
            topic: UnsafeRawBufferPointer(start: topic, count: strlen(topic)),
            payload: UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen)),
            identifier: message.qos == 0 ? 0 : UInt16(truncatingIfNeeded: message.mid), isRetained: message.retain)
    }

    /// - Parameter identifier: 0 at QoS 0.
    func received(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, identifier: UInt16, isRetained: Bool
    ) {
        deliveredMessages += 1
        if identifier != 0 {
            unacknowledged += 1
            if oldestUnacknowledged == nil { oldestUnacknowledged = now }
        }
        within { connection in
            let borrowed = Message(
                topic: topic, payload: payload, qualityOfService: identifier == 0 ? .atMostOnce : .atLeastOnce,
                retained: isRetained, packetIdentifier: identifier)
            connection.onMessage?(borrowed)
        }
    }

    /// Called for the broker's DISCONNECT, with its reason, and for every broken connection, with a library error: two
    /// meanings of one number. For the first the library's call itself succeeds, so this is overruled if it fails.
    private func disconnectReceived(_ reason: Int32) {
        serverReason = UInt8(truncatingIfNeeded: reason)
    }
}
