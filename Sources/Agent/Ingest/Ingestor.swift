internal import Configuration
internal import Decoding
internal import Engine
internal import Telemetry

/// Turns messages into inputs of the engine: finds where a topic belongs, decodes the payload, and fills one reusable
/// `Input` for each record. The same code serves the live broker and a replay.
final class Ingestor {
    /// What became of a message for one of its routes.
    typealias Deliver = (borrowing Input) -> Void

    /// The rate holds on average over so long: what a broker kept while the gateway was away comes all at once, and is
    /// not a flood.
    static let burstSeconds = 60.0

    private var router: TopicRouter
    private let decoders: [PayloadDecoder]
    /// The engine's signal of each field, by source.
    private let signals: [[Int]]
    /// By template and input.
    private var limits: [[RateLimit?]]
    private var decoded = DecodedPayload()
    /// The positions of the records in the order of their times; empty where they are in order.
    private var ordered: [Int] = []
    private var input = Input()
    /// Readings refused by a rate limit are counted here; nil while replaying, where nothing is refused.
    private let isLimited: Bool

    /// What was wrong with some records of the message last taken, the others being taken all the same.
    private(set) var flaws = RecordFlaws()

    /// - Parameter isLimited: whether rate limits apply; a replay takes everything that was taken live.
    init(configuration: GatewayConfiguration, isLimited: Bool) {
        let sources = InputSource.all(configuration.bindings)
        router = TopicRouter(sources: sources)
        signals = sources.map(\.signals)
        self.isLimited = isLimited
        let parser = JSONParser()
        decoders = sources.map { source in
            do {
                return try source.payload.makeDecoder(limits: source.limits, parser: parser)
            } catch {
                preconditionFailure("the configuration checks what a format can have: \(error)")
            }
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
    /// - Returns: why the message was not taken; nil when it was, or at least one record of it. Then `flaws` tells of the
    ///   others.
    func take(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, content: UInt64, isRetained: Bool, now: Instant,
        devices: some DeviceDirectory, deliver: Deliver
    ) -> RejectReason? {
        flaws.reset()
        input.now = now
        var routing = router.route(topic, devices: devices)
        // Each round admits one device; a topic cannot name more devices than there are inputs.
        while case .unknownDevice(let template, let name) = routing {
            admit(name, template: template, deliver)
            routing = router.route(topic, devices: devices)
            if case .unknownDevice(_, let again) = routing, again == name {
                return devices.refusal(template: template)
            }
        }
        switch routing {
        case .rejected(let reason): return reason
        case .unknownDevice(let template, _): return devices.refusal(template: template)
        case .routes(let first, let count):
            input.reading.content = content
            input.reading.isRetained = isRetained
            return takeAll(first..<first + count, payload: payload, devices: devices, deliver)
        }
    }

    private func takeAll(
        _ range: Range<Int>, payload: UnsafeRawBufferPointer, devices: some DeviceDirectory, _ deliver: Deliver
    ) -> RejectReason? {
        var isTaken = false
        // Of two inputs of one topic one may understand what the other does not.
        var unread: RejectReason?
        for index in range {
            let route = router.routes[index]
            if let failure = decode(payload, route) {
                unread = unread ?? failure
            } else if takeRecords(route, devices: devices, deliver) {
                isTaken = true
            }
        }
        return isTaken ? nil : flaws.takeOver() ?? unread
    }

    private func decode(_ payload: UnsafeRawBufferPointer, _ route: Route) -> RejectReason? {
        let now = input.now.milliseconds
        if isLimited, limits[route.template][route.input]?.take(now: now) == false { return .rateLimited }
        let reason = decoders[route.source].decode(payload, into: &decoded)
        if decoded.records.count > 1 { limits[route.template][route.input]?.charge(decoded.records.count - 1) }
        return reason
    }

    // MARK: Records

    /// - Returns: whether any record was taken.
    private func takeRecords(_ route: Route, devices: some DeviceDirectory, _ deliver: Deliver) -> Bool {
        var isTaken = false
        order(devices)
        for position in decoded.records.indices {
            let record = decoded.records[ordered.isEmpty ? position : ordered[position]]
            if let flaw = record.timeFlaw { flaws.count(flaw) }
            guard let device = route.device ?? device(of: record, route, devices: devices, deliver) else { continue }
            isTaken = true
            input.kind = .reading
            input.device = device
            input.reading.input = route.input
            input.reading.time = time(of: record, devices)
            fill(&input.reading.values, record, signals: signals[route.source])
            deliver(input)
        }
        return isTaken
    }

    private func fill(_ values: inout [Reading.Entry], _ record: DecodedPayload.Record, signals: [Int]) {
        values.removeAll(keepingCapacity: true)
        for entry in decoded.entries[record.entries] {
            values.append(Reading.Entry(signal: signals[entry.fieldIndex], value: entry.value))
        }
    }

    /// Puts the records of one message into the order of their times: a pack may list them signal by signal, and what is
    /// older than what was taken would be refused.
    private func order(_ devices: some DeviceDirectory) {
        ordered.removeAll(keepingCapacity: true)
        guard decoded.records.count > 1 else { return }
        let arrival = input.now.milliseconds &+ devices.wallOffset
        func time(_ position: Int) -> Int64 {
            let record = decoded.records[position]
            return record.time?.milliseconds ?? arrival &+ record.arrivalOffsetMilliseconds
        }
        guard decoded.records.indices.dropFirst().contains(where: { time($0) < time($0 - 1) }) else { return }
        ordered.append(contentsOf: decoded.records.indices)
        ordered.sort { (time($0), $0) < (time($1), $1) }
    }

    /// The device's own time; or, where it says how long ago that was, the time of arrival less so much. When a retained
    /// message was sent, nobody knows.
    private func time(of record: DecodedPayload.Record, _ devices: some DeviceDirectory) -> Timestamp? {
        if let time = record.time { return time }
        guard record.arrivalOffsetMilliseconds != 0, !input.reading.isRetained else { return nil }
        return Timestamp(
            milliseconds: input.now.milliseconds &+ devices.wallOffset &+ record.arrivalOffsetMilliseconds)
    }

    /// The device that the record names, admitted where it is new; nil where it is not ours, which is counted.
    private func device(
        of record: DecodedPayload.Record, _ route: Route, devices: some DeviceDirectory, _ deliver: Deliver
    ) -> Int? {
        let name = record.device.flatMap { range in
            decoded.names.withUnsafeBytes { DeviceNameText.name(UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
        guard let name else { return flaws.refuse(.deviceNameInvalid) }
        if devices.device(named: name) == nil, devices.mayAdmit(template: route.template) {
            admit(name, template: route.template, deliver)
        }
        guard let device = devices.device(named: name) else {
            return flaws.refuse(devices.refusal(template: route.template))
        }
        guard devices.template(of: device) == route.template else { return flaws.refuse(.deviceNotListed) }
        return device
    }

    private func admit(_ name: String, template: Int, _ deliver: Deliver) {
        input.kind = .admission
        input.template = template
        input.name = name
        deliver(input)
    }
}
