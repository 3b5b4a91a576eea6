internal import Engine
internal import Telemetry

/// What routing needs to know of the devices there are.
protocol DeviceDirectory: AnyObject {
    func device(named name: String) -> Int?
    func template(of device: Int) -> Int
    func mayAdmit(template: Int) -> Bool
    func isOpen(template: Int) -> Bool
    /// The wall clock less the engine's, in milliseconds.
    var wallOffset: Int64 { get }
}

/// The one place where an engine lives: a value with large arrays must be changed in place, never copied.
final class EngineHost: DeviceDirectory {
    private(set) var engine: Engine

    init(_ engine: Engine) {
        self.engine = engine
    }

    func step(_ input: borrowing Input, into outputs: inout Outputs) {
        engine.step(input, into: &outputs)
    }

    func renew(into outputs: inout Outputs) {
        engine.renew(judging: true, into: &outputs)
    }

    /// Begins rules and summaries anew, as a reload that changed them did.
    func renew(_ parts: [PlanDifference.Part], into outputs: inout Outputs) {
        engine.freshen(parts)
        engine.renew(judging: true, into: &outputs)
    }

    func settleActuators() {
        engine.settleActuators()
    }

    func watch(for target: EvidenceTarget) {
        engine.watch(for: target)
    }

    func replace(_ engine: Engine) {
        self.engine = engine
    }

    func device(named name: String) -> Int? { engine.device(named: name) }
    func template(of device: Int) -> Int { engine.template(of: device) }
    func mayAdmit(template: Int) -> Bool { engine.mayAdmit(template: template) }
    func isOpen(template: Int) -> Bool { engine.plan.templates[template].isOpen }
    var wallOffset: Int64 { engine.wallOffset }
}
