import Configuration
import Documents
import Engine
import Telemetry
import Testing

/// The engine of a device file with one device, and words for what it is given.
struct Machine {
    private(set) var engine: Engine
    private(set) var records: [Output] = []
    /// The file's lines; what a test adds follows its inputs, from line 4 on.
    static let inputs = """
        device: m
        inputs:
          i: {mqtt: plant/m, signals: {a: a, b: b, c: c}}

        """

    init(_ files: Files) throws {
        let outcome = files.load()
        let configuration = try #require(outcome.configuration, "\(outcome.diagnostics.text())")
        engine = Engine(plan: configuration.plan)
        start()
    }

    init(_ text: String) throws {
        try self.init(try Files(devices: ["m": Machine.inputs + text]))
    }

    init(_ engine: Engine) {
        self.engine = engine
    }

    private mutating func start() {
        var input = Input()
        input.kind = .start
        // 2026-01-05T00:00:00Z
        input.wallOffset = 1_767_571_200_000
        take(input)
    }

    mutating func take(_ input: Input) {
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        records = outputs.records
    }

    static func reading(_ engine: Engine, at now: Int64, _ values: KeyValuePairs<String, Double?>) -> Input {
        var input = Input()
        input.kind = .reading
        input.now = Instant(milliseconds: now)
        let signals = engine.plan.templates[engine.template(of: 0)].signals
        input.reading.values = values.map { name, value in
            guard let signal = signals.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("no signal '\(name)'")
            }
            return Reading.Entry(signal: signal, value: value.map { .number($0) })
        }
        return input
    }

    mutating func read(at now: Int64, _ values: KeyValuePairs<String, Double?>, retained: Bool = false) {
        var input = Machine.reading(engine, at: now, values)
        input.reading.isRetained = retained
        take(input)
    }

    mutating func pass(to now: Int64) {
        var input = Input()
        input.now = Instant(milliseconds: now)
        take(input)
    }

    /// A signal's value, or a derived one's; nil where it has none.
    func value(_ name: String) -> Telemetry.Value? {
        engine.values(device: 0).first { $0.name == name }?.value
    }

    func number(_ name: String) -> Double? {
        guard case .number(let number)? = value(name) else { return nil }
        return number
    }

    var events: [Event] {
        records.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    /// A new engine in this one's state, by way of bytes.
    func restored(under plan: Plan? = nil) throws -> Machine {
        Machine(try Engine.restore(engine.snapshot(), plan: plan ?? engine.plan).engine)
    }
}

/// Numbers that look like a sensor's, the same in every run.
struct Noise {
    private var state: UInt64

    init(_ seed: UInt64 = 1) {
        state = seed
    }

    /// About 0, within 1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33) / Double(1 << 30) - 1
    }
}
