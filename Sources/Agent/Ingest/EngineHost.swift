internal import Engine
internal import Telemetry

/// What routing needs to know of the devices there are.
protocol DeviceDirectory: AnyObject {
    func device(named name: String) -> Int?
    func template(of device: Int) -> Int
    func mayAdmit(template: Int) -> Bool
    func isOpen(template: Int) -> Bool
    /// The limit for which there is no room for one more device of the template; nil where there is.
    func fullLimit(template: Int) -> AdmissionLimit?
    /// The wall clock less the engine's, in milliseconds.
    var wallOffset: Int64 { get }
}

extension DeviceDirectory {
    /// Why a device that is not there is not taken.
    func refusal(template: Int) -> RejectReason {
        guard isOpen(template: template) else { return .deviceNotListed }
        if case .timers = fullLimit(template: template) { return .timerLimit }
        return .deviceLimit
    }
}

/// The one place where an engine lives: a value with large arrays must be changed in place, never copied.
final class EngineHost: DeviceDirectory {
    /// Its properties are read in place. A call of its functions copies the whole of it first, which costs a fifth of a
    /// step: what is asked with each reading goes by the functions below.
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

    func assume(table input: borrowing Input) {
        engine.assume(table: input)
    }

    func watch(for target: EvidenceTarget) {
        engine.watch(for: target)
    }

    func replace(_ engine: Engine) {
        self.engine = engine
    }

    func device(named name: String) -> Int? { inPlace { $0.device(named: name) } }
    func device(named name: String, near guess: Int) -> Int? { inPlace { $0.device(named: name, near: guess) } }
    func template(of device: Int) -> Int { inPlace { $0.template(of: device) } }
    func mayAdmit(template: Int) -> Bool { inPlace { $0.mayAdmit(template: template) } }
    func fullLimit(template: Int) -> AdmissionLimit? { inPlace { $0.fullLimit(template: template) } }
    func isOpen(template: Int) -> Bool { inPlace { $0.plan.templates[template].isOpen } }
    var wallOffset: Int64 { inPlace { $0.wallOffset } }

    /// Nothing is changed; but only what may be changed is not copied for a call.
    private func inPlace<Answer>(_ ask: (inout Engine) -> Answer) -> Answer { ask(&engine) }
}
