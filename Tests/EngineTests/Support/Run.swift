import Engine
import Telemetry

/// An engine driven by a list of inputs. Inputs that speak of devices there are not are left out, so that a trace stays
/// one while it is being shrunk.
struct Run {
    private(set) var engine: Engine
    /// The outputs of each input.
    private(set) var steps: [[Output]] = []

    init(_ engine: Engine) {
        self.engine = engine
    }

    init(_ plan: Plan, _ inputs: [Input]) {
        engine = Engine(plan: plan)
        for input in inputs { take(input) }
    }

    /// - Returns: whether the input speaks of what there is.
    @discardableResult
    mutating func take(_ input: Input) -> Bool {
        var outputs = Outputs()
        let isAccepted = engine.accepts(input)
        if isAccepted { engine.step(input, into: &outputs) }
        steps.append(outputs.records)
        return isAccepted
    }

    /// Goes on with what a snapshot holds.
    mutating func restart(under plan: Plan) throws {
        engine = try Engine.restore(engine.snapshot(), plan: plan).engine
    }

    var outputs: [Output] { steps.flatMap(\.self) }
    var lines: [String] { outputs.map(\.json) }
}
