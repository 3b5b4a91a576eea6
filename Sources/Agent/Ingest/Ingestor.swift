internal import Configuration
internal import Decoding
internal import Engine
internal import Telemetry

/// Turns messages into inputs of the engine: finds where a topic belongs, decodes the payload, and fills one reusable
/// `Input`. The same code serves the live broker and a replay.
final class Ingestor {
    /// What became of a message for one of its routes.
    typealias Deliver = (borrowing Input) -> Void

    /// The rate holds on average over so long: what a broker kept while the gateway was away comes all at once, and is
    /// not a flood.
    static let burstSeconds = 60.0

    private var router: TopicRouter
    /// The engine's signal of each field, by template and input.
    private let signals: [[[Int]]]
    private let decoders: [[PayloadDecoder?]]
    private var limits: [[RateLimit?]]
    private var decoded = DecodedPayload()
    private var input = Input()
    /// Readings refused by a rate limit are counted here; nil while replaying, where nothing is refused.
    private let isLimited: Bool

    /// - Parameter isLimited: whether rate limits apply; a replay takes everything that was taken live.
    init(configuration: GatewayConfiguration, isLimited: Bool) {
        router = TopicRouter(bindings: configuration.bindings)
        signals = configuration.bindings.map { binding in
            binding.inputs.map { input in
                if case .mqtt(let source) = input.source { source.signals } else { [] }
            }
        }
        self.isLimited = isLimited
        let parser = JSONParser()
        decoders = configuration.bindings.map { binding in
            binding.inputs.map { Ingestor.decoder($0, parser: parser) }
        }
        limits = configuration.bindings.map { binding in
            binding.inputs.map { input in
                guard case .mqtt(let source) = input.source else { return nil }
                return RateLimit(
                    perSecond: source.ratePerSecond ?? configuration.limits.ratePerSecond,
                    burstSeconds: Ingestor.burstSeconds)
            }
        }
    }

    private static func decoder(_ input: InputBinding, parser: JSONParser) -> PayloadDecoder? {
        guard case .mqtt(let source) = input.source else { return nil }
        do {
            return try PayloadDecoder(
                format: source.format, fields: source.fields, time: source.time, limits: source.limits, parser: parser)
        } catch {
            preconditionFailure("the configuration checks what a format can have: \(error)")
        }
    }

    /// What identifies a message by its content: the hash of its topic and payload.
    static func content(topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) -> UInt64 {
        var hash = StableHash()
        hash.combine(topic)
        hash.combine(payload)
        return hash.value
    }

    /// Takes one message, `content` being its hash. `deliver` gets each input that follows from it, in order; what it does with the engine must be
    /// done when it returns, since an admitted device is looked up again.
    ///
    /// - Returns: why the message was not taken; nil when it was.
    func take(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, content: UInt64, isRetained: Bool, now: Instant,
        devices: some DeviceDirectory, deliver: Deliver
    ) -> RejectReason? {
        var routing = router.route(topic, devices: devices)
        // Each round admits one device; a topic cannot name more devices than there are inputs.
        while case .unknownDevice(let template, let name) = routing {
            input.kind = .admission
            input.now = now
            input.template = template
            input.name = name
            deliver(input)
            routing = router.route(topic, devices: devices)
            if case .unknownDevice(_, let again) = routing, again == name { return .deviceLimit }
        }
        switch routing {
        case .rejected(let reason): return reason
        case .unknownDevice: return .deviceLimit
        case .routes(let first, let count):
            return deliverAll(
                first..<first + count, payload: payload, content: content, isRetained: isRetained, now: now, deliver)
        }
    }

    private func deliverAll(
        _ range: Range<Int>, payload: UnsafeRawBufferPointer, content: UInt64, isRetained: Bool, now: Instant,
        _ deliver: Deliver
    ) -> RejectReason? {
        var reason: RejectReason?
        var isTaken = false
        for index in range {
            let route = router.routes[index]
            if let failure = decode(payload, route: route, isRetained: isRetained, now: now) {
                reason = failure
                continue
            }
            input.reading.content = content
            isTaken = true
            deliver(input)
        }
        return isTaken ? nil : reason
    }

    private func decode(
        _ payload: UnsafeRawBufferPointer, route: Route, isRetained: Bool, now: Instant
    ) -> RejectReason? {
        guard let decoder = decoders[route.template][route.input] else { return .topicUnmatched }
        if isLimited, limits[route.template][route.input]?.take(now: now.milliseconds) == false { return .rateLimited }
        if let reason = decoder.decode(payload, into: &decoded) { return reason }
        input.kind = .reading
        input.now = now
        input.device = route.device
        input.reading.input = route.input
        input.reading.time = decoded.time
        input.reading.isRetained = isRetained
        input.reading.values.removeAll(keepingCapacity: true)
        for entry in decoded.values {
            let signal = signals[route.template][route.input][entry.fieldIndex]
            input.reading.values.append(Reading.Entry(signal: signal, value: entry.value))
        }
        return nil
    }
}
