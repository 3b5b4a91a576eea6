import Configuration
import Engine
import Telemetry

@testable import Agent

/// An engine as the control thread feeds it: everything goes into a journal too.
struct JournaledRun {
    let configuration: GatewayConfiguration
    var engine: Engine
    var entries: [[UInt8]] = []
    var said: [Output] = []

    init(_ configuration: GatewayConfiguration) {
        self.configuration = configuration
        engine = Engine(plan: configuration.plan)
    }

    mutating func legend(
        _ reason: Legend.Reason, now: Int64? = nil, fresh: [PlanDifference.Part] = [], hasState: Bool = false
    ) {
        var legend = engine.legend(reason, fresh: fresh, hasState: hasState)
        if let now { legend.now = Instant(milliseconds: now) }
        var bytes = ByteWriter()
        legend.write(to: &bytes)
        entries.append(bytes.bytes)
    }

    mutating func step(_ kind: Input.Kind, now: Int64, _ fill: (inout Input) -> Void = { _ in }) {
        var input = Input()
        input.kind = kind
        input.now = Instant(milliseconds: now)
        input.epoch = 7
        fill(&input)
        var bytes = ByteWriter()
        input.write(to: &bytes)
        entries.append(bytes.bytes)
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        said += outputs.records
    }

    mutating func read(_ values: [(String, Double)], now: Int64) {
        let template = engine.plan.templates[0]
        step(.reading, now: now) { input in
            input.reading.input = template.inputs.firstIndex(of: "in") ?? 0
            input.reading.content = UInt64(now)
            input.reading.values = values.map { name, value in
                Reading.Entry(
                    signal: template.signals.firstIndex { $0.name == name } ?? 0, value: .number(value))
            }
        }
    }

    /// As the control thread does: the names, the clock, what is new.
    mutating func reload(_ configuration: GatewayConfiguration, now: Int64) throws {
        let difference = PlanDifference(from: engine.plan, to: configuration.plan)
        engine = try Engine.restore(engine.snapshot(), plan: configuration.plan).engine
        legend(.reload, now: now, fresh: difference.fresh)
        var input = Input()
        input.kind = .clock
        input.now = Instant(milliseconds: now)
        var outputs = Outputs()
        engine.step(input, into: &outputs)
        engine.renew(judging: true, into: &outputs)
        said += outputs.records
    }
}
