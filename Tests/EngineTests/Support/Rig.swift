import Engine
public import Telemetry

typealias Value = Telemetry.Value

extension Telemetry.Value: ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    public init(floatLiteral number: Double) { self = .number(number) }
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }
    public init(stringLiteral text: String) { self = .text(text) }
}

/// An engine with words for its inputs; answers with its outputs in words.
struct Rig {
    var engine: Engine
    /// What became of the last reading.
    private(set) var reception: Reception?
    /// The outputs of the last input.
    private(set) var records: [Output] = []

    init(_ sketch: PlanSketch) throws {
        engine = Engine(plan: try sketch.plan())
    }

    init(_ engine: Engine) {
        self.engine = engine
    }

    mutating func take(_ input: Input) -> [String] {
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        records = outputs.records
        reception = outputs.reception
        return records.map(\.words)
    }

    mutating func start(at now: Int64 = 0, wallOffset: Int64 = 0) -> [String] {
        take(.start(at: now, wallOffset: wallOffset))
    }

    mutating func setClock(at now: Int64, wallOffset: Int64) -> [String] {
        take(.clock(at: now, wallOffset: wallOffset))
    }

    mutating func pass(to now: Int64) -> [String] {
        take(.passing(at: now))
    }

    /// Readings of unknown signals are a mistake of the test.
    mutating func read(
        at now: Int64, _ values: KeyValuePairs<String, Value?>, device: String = "d", retained: Bool = false,
        deviceTime: Int64? = nil, input: Int = 0
    ) -> [String] {
        guard let index = engine.device(named: device) else { preconditionFailure("no device '\(device)'") }
        let signals = engine.plan.templates[engine.template(of: index)].signals
        let entries = values.map { name, value in
            guard let signal = signals.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("no signal '\(name)'")
            }
            return Reading.Entry(signal: signal, value: value)
        }
        var reading = Input.reading(at: now, device: index, entries)
        reading.reading.isRetained = retained
        reading.reading.time = deviceTime.map { Timestamp(milliseconds: $0) }
        reading.reading.input = input
        return take(reading)
    }

    /// The value of a signal or derived value; nil where it has none.
    func value(_ name: String, device: String = "d") -> Value? {
        guard let index = engine.device(named: device) else { return nil }
        return engine.values(device: index).first { $0.name == name }?.value
    }

    /// A new engine in this one's state, by way of bytes.
    func restored(under sketch: PlanSketch? = nil) throws -> Rig {
        Rig(try Engine.restore(engine.snapshot(), plan: try sketch?.plan() ?? engine.plan).engine)
    }
}

extension Input {
    static func start(at now: Int64, wallOffset: Int64) -> Input { make(.start, now, wallOffset) }
    static func clock(at now: Int64, wallOffset: Int64) -> Input { make(.clock, now, wallOffset) }
    static func passing(at now: Int64) -> Input { make(.passing, now) }

    static func admission(at now: Int64, _ name: String, template: Int = 0) -> Input {
        var input = make(.admission, now)
        input.name = name
        input.template = template
        return input
    }

    static func reading(at now: Int64, device: Int, _ entries: [Reading.Entry], content: UInt64 = 0) -> Input {
        var input = make(.reading, now)
        input.device = device
        input.reading.values = entries
        input.reading.content = content
        return input
    }

    private static func make(_ kind: Kind, _ now: Int64, _ wallOffset: Int64 = 0) -> Input {
        var input = Input()
        input.kind = kind
        input.now = Instant(milliseconds: now)
        input.wallOffset = wallOffset
        return input
    }
}
