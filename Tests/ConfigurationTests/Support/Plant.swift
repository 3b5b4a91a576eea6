import Configuration
import Engine
public import Telemetry
import Testing

extension Telemetry.Value: ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    public init(floatLiteral number: Double) { self = .number(number) }
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }
    public init(stringLiteral text: String) { self = .text(text) }
}

/// The files of a gateway at work: readings in, records out, in words.
///
/// Beside its engine runs another one that is taken down to bytes and up again after every input. Both must say the same
/// and be the same, whatever a test is about.
final class Plant {
    private(set) var configuration: GatewayConfiguration
    private(set) var engine: Engine
    private var interrupted: Engine
    /// The outputs of the last input.
    private(set) var records: [Output] = []

    init(_ files: Files) throws {
        let outcome = files.load()
        configuration = try #require(outcome.configuration, "\(outcome.lines.joined(separator: "\n"))")
        engine = Engine(plan: configuration.plan)
        interrupted = engine
        var input = Input()
        input.kind = .start
        input.now = Instant(milliseconds: 0)
        take(input)
    }

    convenience init(gateway: String = Files.gateway, devices: [String: String]) throws {
        try self.init(try Files(gateway: gateway, devices: devices))
    }

    @discardableResult
    func take(_ input: Input) -> [String] {
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        records = outputs.records
        var others = Outputs()
        interrupted.step(input, into: &others)
        #expect(others.records == records, "the restored engine says something else")
        #expect(interrupted.snapshot() == engine.snapshot(), "the restored engine is another one")
        do {
            interrupted = try Engine.restore(engine.snapshot(), plan: configuration.plan).engine
        } catch {
            Issue.record("the snapshot cannot be read at byte \(error.offset)")
        }
        return records.map(\.words)
    }

    /// A reading; the device is admitted where it is not known. `input` is the input's name; nil takes the first.
    @discardableResult
    func read(
        _ device: String, at now: Int64, _ values: KeyValuePairs<String, Telemetry.Value?>, input name: String? = nil,
        retained: Bool = false
    ) throws -> [String] {
        var said: [String] = []
        if engine.device(named: device) == nil {
            var admission = Input()
            admission.kind = .admission
            admission.now = Instant(milliseconds: now)
            admission.name = device
            admission.template = try #require(engine.plan.templates.firstIndex { $0.isOpen })
            said = take(admission)
        }
        let index = try #require(engine.device(named: device))
        let template = engine.plan.templates[engine.template(of: index)]
        var input = Input()
        input.kind = .reading
        input.now = Instant(milliseconds: now)
        input.device = index
        if let name { input.reading.input = try #require(template.inputs.firstIndex(of: name)) }
        input.reading.isRetained = retained
        for (name, value) in values {
            let signal = try #require(template.signals.firstIndex { $0.name == name })
            input.reading.values.append(Reading.Entry(signal: signal, value: value))
        }
        return said + take(input)
    }

    @discardableResult
    func pass(to now: Int64) -> [String] {
        var input = Input()
        input.now = Instant(milliseconds: now)
        return take(input)
    }

    /// New files for the same state, as a reload takes them.
    @discardableResult
    func reload(_ files: Files) throws -> [String] {
        let outcome = files.load()
        configuration = try #require(outcome.configuration, "\(outcome.lines.joined(separator: "\n"))")
        engine = try Engine.restore(engine.snapshot(), plan: configuration.plan).engine
        var outputs = Outputs()
        engine.renew(judging: true, into: &outputs)
        interrupted = try Engine.restore(engine.snapshot(), plan: configuration.plan).engine
        records = outputs.records
        return records.map(\.words)
    }

    func value(_ name: String, of device: String) -> Telemetry.Value? {
        guard let index = engine.device(named: device) else { return nil }
        return engine.values(device: index).first { $0.name == name }?.value
    }
}

extension Output {
    /// The record in few words, without its identity.
    var words: String {
        switch self {
        case .event(let event):
            let signals = event.signals.map { " \($0.name)=\($0.value)" }.joined()
            let state = event.state == .raised ? "raised" : "cleared"
            return "\(event.time.milliseconds) \(event.device).\(event.name) \(state)\(signals)"
        case .command(let command):
            let rule = command.rule.map { " by \($0)" } ?? " at rest"
            return "\(command.time.milliseconds) \(command.device).\(command.actuator) = \(command.value)\(rule)"
        case .summary(let summary):
            let signals = summary.signals.map { signal in
                let aggregates = signal.aggregates.map { "\($0.name) \($0.value), " }.joined()
                return " \(signal.name)(\(aggregates)count \(signal.count))"
            }.joined()
            return "\(summary.time.milliseconds) \(summary.device).\(summary.name)\(signals)"
        case .suppression(let suppression):
            let winner = suppression.winner.map { ", \($0) won" } ?? ""
            let what = suppression.actuator ?? suppression.name ?? "-"
            return
                "\(suppression.time.milliseconds) \(suppression.device).\(what) suppressed: \(suppression.reason)\(winner)"
        }
    }
}
