/// What the engine says: one record, in the words of the replay format and of the upstream `data` object.
public enum Output: Sendable, Equatable {
    case event(Event)
    case command(Command)
    case summary(Summary)
    case suppression(Suppression)

    /// When it happened.
    public var time: Timestamp {
        switch self {
        case .event(let event): event.time
        case .command(let command): command.time
        case .summary(let summary): summary.time
        case .suppression(let suppression): suppression.time
        }
    }

    /// The record as one canonical JSON object (no line feed).
    public func write(to json: inout JSONWriter) {
        switch self {
        case .event(let event): event.write(to: &json)
        case .command(let command): command.write(to: &json)
        case .summary(let summary): summary.write(to: &json)
        case .suppression(let suppression): suppression.write(to: &json)
        }
    }
}

/// A signal's name and value as they stood when the record was made.
public struct NamedValue: Sendable, Equatable {
    public var name: String
    public var value: Value

    public init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}

/// Something that happened: raised or cleared.
public struct Event: Sendable, Equatable {
    public enum State: Sendable, Equatable { case raised, cleared }

    public var time: Timestamp
    public var device: String
    public var name: String
    public var state: State
    public var severity: Severity
    public var message: String?
    public var signals: [NamedValue]
    /// How many events of its group of alarms were held back before it.
    public var suppressed: UInt64
    public var id: Identifier
    /// Whether the gateway's clock was not known: `time` cannot be compared with times elsewhere.
    public var isTimeUncertain: Bool

    public init(
        time: Timestamp, device: String, name: String, state: State, severity: Severity, message: String?,
        signals: [NamedValue], suppressed: UInt64 = 0, id: Identifier, isTimeUncertain: Bool = false
    ) {
        self.time = time
        self.device = device
        self.name = name
        self.state = state
        self.severity = severity
        self.message = message
        self.signals = signals
        self.suppressed = suppressed
        self.id = id
        self.isTimeUncertain = isTimeUncertain
    }

    func write(to json: inout JSONWriter) {
        json.beginRecord(time: time, isUncertain: isTimeUncertain, kind: "event", device: device)
        json.field("name", name)
        json.field("state", state == .raised ? "raised" : "cleared")
        json.field("severity", severity.name)
        if let message { json.field("message", message) }
        json.key("signals")
        json.beginObject()
        for signal in signals { json.field(signal.name, signal.value) }
        json.endObject()
        if suppressed > 0 { json.field("suppressed", Int64(clamping: suppressed)) }
        json.field("id", id)
        json.endObject()
    }
}

/// A value an actuator is told to take. `rule` and `priority` are absent when nothing claims the actuator and it
/// returns to its `rest` value.
public struct Command: Sendable, Equatable {
    public var time: Timestamp
    public var device: String
    public var actuator: String
    public var value: Bool
    public var rule: String?
    public var priority: Int?
    public var id: Identifier
    public var isTimeUncertain: Bool

    public init(
        time: Timestamp, device: String, actuator: String, value: Bool, rule: String?, priority: Int?, id: Identifier,
        isTimeUncertain: Bool = false
    ) {
        self.time = time
        self.device = device
        self.actuator = actuator
        self.value = value
        self.rule = rule
        self.priority = priority
        self.id = id
        self.isTimeUncertain = isTimeUncertain
    }

    func write(to json: inout JSONWriter) {
        json.beginRecord(time: time, isUncertain: isTimeUncertain, kind: "command", device: device)
        json.field("actuator", actuator)
        json.field("value", value)
        if let rule { json.field("rule", rule) }
        if let priority { json.field("priority", priority) }
        json.field("id", id)
        json.endObject()
    }
}

/// A window's aggregates, `from` inclusive, `to` exclusive.
public struct Summary: Sendable, Equatable {
    /// The aggregates of one signal, in the order the file declares them, and the count of values they are made of.
    public struct Signal: Sendable, Equatable {
        public var name: String
        public var aggregates: [(name: String, value: Value)]
        public var count: Int64

        public init(name: String, aggregates: [(name: String, value: Value)], count: Int64) {
            self.name = name
            self.aggregates = aggregates
            self.count = count
        }

        public static func == (left: Signal, right: Signal) -> Bool {
            left.name == right.name && left.count == right.count
                && left.aggregates.elementsEqual(right.aggregates) { $0.name == $1.name && $0.value == $1.value }
        }
    }

    public var time: Timestamp
    public var device: String
    public var name: String
    public var from: Timestamp
    public var to: Timestamp
    public var signals: [Signal]
    public var id: Identifier
    public var isTimeUncertain: Bool

    public init(
        time: Timestamp, device: String, name: String, from: Timestamp, to: Timestamp, signals: [Signal],
        id: Identifier,
        isTimeUncertain: Bool = false
    ) {
        self.time = time
        self.device = device
        self.name = name
        self.from = from
        self.to = to
        self.signals = signals
        self.id = id
        self.isTimeUncertain = isTimeUncertain
    }

    func write(to json: inout JSONWriter) {
        json.beginRecord(time: time, isUncertain: isTimeUncertain, kind: "summary", device: device)
        json.field("name", name)
        json.field("from", from.milliseconds)
        json.field("to", to.milliseconds)
        json.key("signals")
        json.beginObject()
        for signal in signals {
            json.key(signal.name)
            json.beginObject()
            for aggregate in signal.aggregates { json.field(aggregate.name, aggregate.value) }
            json.field("count", signal.count)
            json.endObject()
        }
        json.endObject()
        json.field("id", id)
        json.endObject()
    }
}

/// A claim that did not reach its actuator, or a rule that was not raised; why, and what won instead.
public struct Suppression: Sendable, Equatable {
    public var time: Timestamp
    public var device: String
    /// The rule that was not raised; nil where a claim is told about.
    public var name: String?
    public var actuator: String?
    public var reason: String
    public var winner: String?
    /// Where the reason is a group: its name, the limit, and who waits before.
    public var detail: String?
    public var isTimeUncertain: Bool

    public init(
        time: Timestamp, device: String, name: String? = nil, actuator: String? = nil, reason: String,
        winner: String? = nil, detail: String? = nil, isTimeUncertain: Bool = false
    ) {
        self.time = time
        self.device = device
        self.name = name
        self.actuator = actuator
        self.reason = reason
        self.winner = winner
        self.isTimeUncertain = isTimeUncertain
        self.detail = detail
    }

    func write(to json: inout JSONWriter) {
        json.beginRecord(time: time, isUncertain: isTimeUncertain, kind: "suppressed", device: device)
        if let name { json.field("name", name) }
        if let actuator { json.field("actuator", actuator) }
        json.field("reason", reason)
        if let winner { json.field("winner", winner) }
        if let detail { json.field("detail", detail) }
        json.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func beginRecord(time: Timestamp, isUncertain: Bool, kind: String, device: String) {
        beginObject()
        field("time", time.milliseconds)
        if isUncertain { field("time_uncertain", true) }
        field("kind", kind)
        field("device", device)
    }
}
