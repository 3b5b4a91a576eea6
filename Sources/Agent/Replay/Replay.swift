public import Configuration
internal import Decoding
internal import Engine
public import Telemetry

/// Recorded input in, outputs out: the engine and the decoders of the live agent, on the clock of the recording.
public final class Replay {
    /// Why a line was not taken.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let message: String
        /// Whether the line is about a device or a table that these files do not have, or for which their limits have no
        /// room: the others may be taken all the same.
        public var isForeign = false
        /// Whether it is for want of room.
        public var isForRoom = false
        public var description: String { message }
    }

    private let ingestor: Ingestor
    let configuration: GatewayConfiguration
    let host: EngineHost
    private let lines: ReplayLines
    var input = Input()
    var outputs = Outputs()
    private var hasStarted = false
    private var wallOffset: Int64 = 0
    /// The start with which a recording begins: it waits for the tables that are told next, so that nothing is judged by
    /// what the files say today.
    private var firstStart: Instant?
    /// Why the live agent would not have taken the message of the last line; nil where it would, and for other lines.
    public private(set) var rejection: RejectReason?

    public init(configuration: GatewayConfiguration) {
        self.configuration = configuration
        ingestor = Ingestor(configuration: configuration, isLimited: false)
        host = EngineHost(Engine(plan: configuration.plan))
        lines = ReplayLines(configuration.bindings)
    }

    /// The time of a line, in milliseconds since the epoch; for replaying at a pace.
    public static func time(of line: [UInt8]) -> Int64? {
        // A line that cannot be read has no time; `take` says what is wrong with it.
        guard let object = try? JSONValue.parse(line, limits: limits) else { return nil }
        return object["time"]?.integer
    }

    private static let limits = PayloadLimits(bytes: 4 << 20, depth: 16, members: 65_536, stringBytes: 2 << 20)

    /// Takes one line; gives what follows from it, in order.
    ///
    /// A message that the live agent would have rejected has no output and is no failure.
    public func take(_ line: [UInt8]) throws(Failure) -> [Output] {
        let object: JSONValue
        rejection = nil
        do {
            object = try JSONValue.parse(line, limits: Replay.limits)
        } catch {
            throw Failure(message: "no JSON object: \(error)")
        }
        guard let time = object["time"]?.integer else { throw Failure(message: "'time' is missing: milliseconds") }
        let now = object["now"]?.integer ?? time
        for member in object.members ?? [] where !Replay.keys.contains(member.key) {
            throw Failure(
                message: "'\(member.key)' means nothing here; the keys are \(Replay.keys.joined(separator: ", "))")
        }
        if let flaw = Replay.flaw(of: object) { throw Failure(message: flaw) }
        guard Replay.times.contains(time), Replay.times.contains(now) else {
            throw Failure(message: "'time' and 'now' are milliseconds within 285,000 years of 1970")
        }
        let latest = max(host.engine.now, firstStart ?? host.engine.now).milliseconds
        if now < latest, hasStarted {
            throw Failure(message: "'now' goes back from \(latest) to \(now); sort the lines")
        }
        if let table = object["table"]?.string, !hasStarted || firstStart != nil {
            try fill(table: table, object, now: Instant(milliseconds: now))
            host.assume(table: input)
            if firstStart != nil { return takeOutputs() }
        }
        beginFirst()
        input.epoch = object["epoch"]?.integer ?? input.epoch
        passTime(to: Instant(milliseconds: now), wallOffset: time - now, isStart: object["start"]?.bool == true)
        // What else the line says comes after the start that it also says.
        if ["topic", "device", "chip", "reload"].contains(where: { object[$0] != nil }) { beginFirst() }
        if let parts = object["reload"]?.array {
            // The files are those of the replay from the beginning; what a reload changed began anew then.
            step(.clock, now: Instant(milliseconds: now), wallOffset: time - now)
            host.renew(parts.map(PlanDifference.Part.init), into: &outputs)
        }
        try deliver(object, now: Instant(milliseconds: now))
        return takeOutputs()
    }

    /// What there is counts as having lasted: nothing of the past keeps an actuator from its next change.
    public func settleActuators() {
        host.settleActuators()
    }

    /// The recording is at its end; gives what is left to be said.
    public func finish() -> [Output] {
        beginFirst()
        return takeOutputs()
    }

    /// What was said and not handed over yet: with a line that could not be taken, what its time brought about.
    public func takeOutputs() -> [Output] {
        let records = outputs.records
        outputs.removeAll()
        return records
    }

    /// The words of a line.
    private static let keys = [
        "time", "now", "start", "epoch", "topic", "payload", "retained", "device", "signals", "admit", "input",
        "content", "at", "chip", "line", "level", "override", "acknowledge", "reload", "command", "read_back", "table",
        "rows", "by",
    ]
    /// Doubles are exact in it, and sums with durations do not overflow.
    private static let times: ClosedRange<Int64> = -9_007_199_254_740_992...9_007_199_254_740_992

    private func passTime(to now: Instant, wallOffset: Int64, isStart: Bool) {
        if hasStarted, !isStart { measure(to: now) }
        if !hasStarted, isStart {
            firstStart = now
        } else if !hasStarted || isStart {
            step(.start, now: now, wallOffset: wallOffset)
        } else if wallOffset != self.wallOffset {
            step(.clock, now: now, wallOffset: wallOffset)
        } else {
            step(.passing, now: now, wallOffset: wallOffset)
        }
        hasStarted = true
        self.wallOffset = wallOffset
    }

    private func beginFirst() {
        guard let now = firstStart else { return }
        firstStart = nil
        step(.start, now: now, wallOffset: wallOffset)
    }

    private func step(_ kind: Input.Kind, now: Instant, wallOffset: Int64) {
        input.kind = kind
        input.now = now
        input.wallOffset = wallOffset
        host.step(input, into: &outputs)
    }

    // MARK: Kinds of lines

    private func deliver(_ object: JSONValue, now: Instant) throws(Failure) {
        if let topic = object["topic"]?.string {
            guard let payload = object["payload"]?.string else { throw Failure(message: "'payload' is missing: text") }
            deliver(topic: topic, payload: payload, isRetained: object["retained"]?.bool ?? false, now: now)
        } else if let device = object["device"]?.string {
            try deliver(device: device, object, now: now)
        } else if let chip = object["chip"]?.string {
            try deliver(chip: chip, object, now: now)
        } else if let table = object["table"]?.string {
            try fill(table: table, object, now: now)
            host.step(input, into: &outputs)
        }
    }

    private func fill(table: String, _ object: JSONValue, now: Instant) throws(Failure) {
        input.kind = .table
        input.now = now
        input.name = table
        input.table = try TableLine.content(
            object["rows"], of: table, like: configuration.plan.tables.first { $0.name == table })
    }

    private func deliver(topic: String, payload: String, isRetained: Bool, now: Instant) {
        Array(topic.utf8).withUnsafeBytes { topic in
            Array(payload.utf8).withUnsafeBytes { payload in
                rejection = ingestor.take(
                    topic: topic, payload: payload, content: Ingestor.content(topic: topic, payload: payload),
                    isRetained: isRetained, now: now, devices: host
                ) { host.step($0, into: &outputs) }
            }
        }
    }

    private func deliver(device name: String, _ object: JSONValue, now: Instant) throws(Failure) {
        let signals = object["signals"]?.members
        let template = try template(of: name, admit: object["admit"]?.string, signals: signals?.map(\.key) ?? [])
        if host.device(named: name) == nil {
            input.kind = .admission
            input.now = now
            input.template = template
            input.name = name
            host.step(input, into: &outputs)
        }
        guard let device = host.device(named: name) else {
            preconditionFailure("the template takes the device '\(name)'")
        }
        let plan = configuration.plan.templates[template]
        input.name = object["by"]?.string ?? ""
        if let override = object["override"] {
            return try deliver(override: override, device: device, plan, now: now)
        }
        if let rule = object["acknowledge"]?.string {
            return try acknowledge(rule, device: device, plan, now: now)
        }
        if let command = object["command"] { return try deliver(command: command, device: device, plan, now: now) }
        if let readBack = object["read_back"] {
            input.index = try actuator(readBack, plan, noun: "what is read back")
            input.kind = .readBack
            input.now = now
            input.device = device
            input.value = readBack["value"]?.bool
            return host.step(input, into: &outputs)
        }
        guard let signals else { return }
        input.kind = .reading
        input.now = now
        input.device = device
        input.reading = Reading()
        input.reading.isRetained = object["retained"]?.bool ?? false
        input.reading.time = object["at"]?.integer.map { Timestamp(milliseconds: $0) }
        for signal in signals {
            guard let index = plan.signals.firstIndex(where: { $0.name == signal.key }) else {
                throw Failure(message: "the device '\(name)' has no signal '\(signal.key)'")
            }
            input.reading.values.append(Reading.Entry(signal: index, value: signal.value.telemetry))
        }
        input.reading.input = inputIndex(object["input"]?.string, template: template)
        input.reading.content = content(object, device: name, signals: signals)
        host.step(input, into: &outputs)
    }

    private func template(of device: String, admit: String?, signals: [String]) throws(Failure) -> Int {
        if let index = host.device(named: device) { return host.template(of: index) }
        var full: AdmissionLimit?
        for (index, template) in configuration.plan.templates.enumerated() where host.isOpen(template: index) {
            let isMeant =
                admit.map { template.name == $0 }
                ?? signals.allSatisfy { name in template.signals.contains { $0.name == name } }
            guard isMeant else { continue }
            guard let limit = host.fullLimit(template: index) else { return index }
            full = full ?? limit
        }
        if let full {
            throw Failure(
                message: "there is no room for the device '\(device)': \(full.sentence)", isForeign: true,
                isForRoom: true)
        }
        throw Failure(
            message: "there is no device '\(device)', and no device file that would take it", isForeign: true)
    }

    private func inputIndex(_ name: String?, template: Int) -> Int {
        name.flatMap { configuration.plan.templates[template].inputs.firstIndex(of: $0) } ?? 0
    }

    /// The identity recorded with the line, or one made of the line itself.
    private func content(_ object: JSONValue, device: String, signals: [JSONMember]) -> UInt64 {
        if let recorded = object["content"]?.string.flatMap({ UInt64($0, radix: 16) }) { return recorded }
        var hash = StableHash()
        hash.combine(device)
        for signal in signals {
            hash.combine(signal.key)
            hash.combine(signal.value.telemetry?.description ?? "null")
        }
        return hash.value
    }

    private func deliver(chip: String, _ object: JSONValue, now: Instant) throws(Failure) {
        guard let line = object["line"]?.string, let level = object["level"]?.integer else {
            throw Failure(message: "a line of a chip needs 'line' and 'level'")
        }
        guard let found = lines.find(chip: chip, line: line) else {
            throw Failure(message: "no input reads the line \(line) of \(chip)")
        }
        guard let device = host.device(named: found.device) else { return }
        for value in LineReading.values(found.gpio.meaning, level: level != 0) {
            LineReading.fill(
                &input, device: device, number: found.input, signal: found.gpio.signal, value: value, now: now)
            host.step(input, into: &outputs)
        }
        lines.edge(of: found, line: line, to: level != 0, at: now, last: last(device)) { take($0, of: found, now: now) }
    }

    // MARK: Lines that are measured

    /// Lets what is measured be told at its times, up to `now`.
    private func measure(to now: Instant) {
        while let (due, found) = lines.next(by: now) {
            step(.passing, now: due, wallOffset: wallOffset)
            lines.pass(found, to: due) { take($0, of: found, now: due) }
        }
    }

    private func take(_ values: [Reading.Entry], of found: ReplayLines.Found, now: Instant) {
        guard let device = host.device(named: found.device) else { return }
        LineReading.fill(&input, device: device, number: found.input, values: values, now: now)
        host.step(input, into: &outputs)
    }

    private func last(_ device: Int) -> (Int) -> Double? {
        { [host] signal in host.engine.number(device: device, signal: signal) }
    }
}

extension AdmissionLimit {
    fileprivate var sentence: String {
        switch self {
        case .devices(let most): "limits.devices \(most) is reached; raise limits.devices in weir.yaml"
        case .timers(let most): "limits.timers \(most) is reached; raise limits.timers in weir.yaml"
        }
    }
}

extension PlanDifference.Part {
    /// What a line says that a reload changed.
    fileprivate init(_ object: JSONValue) {
        func names(_ key: String) -> [String] { object[key]?.array?.compactMap(\.string) ?? [] }
        self.init(template: object["device"]?.string ?? "", rules: names("rules"), summaries: names("summaries"))
    }
}

extension JSONValue {
    /// Nil for null and for what is no value of a signal.
    fileprivate var telemetry: Telemetry.Value? {
        switch self {
        case .bool(let flag): .flag(flag)
        case .integer(let number): .number(Double(number))
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        default: nil
        }
    }
}
