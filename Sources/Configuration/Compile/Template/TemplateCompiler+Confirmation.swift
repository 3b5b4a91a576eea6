internal import Documents
internal import Engine
internal import Expressions

/// Actuators that are checked to do what they are told.
extension TemplateCompiler {
    /// The slot of the signal that tells what an actuator does; nil where none does, or after an error was reported.
    func feedbackSlot(of actuator: ActuatorSection) -> Int? {
        guard let state = actuator.state, let signal = state.signal else { return nil }
        if let slot = signals.firstIndex(where: { $0.name == signal }) {
            if let type = signalTypes[signal], type != .bool {
                diagnostics.error(
                    "'\(signal)' is not true or false", mend: "name a boolean signal", at: state.mark)
            }
            return slot
        }
        let mend = NearestName.nearest(to: signal, among: signals.map(\.name)).map { "write '\($0)'" }
        diagnostics.error(
            "there is no signal '\(signal)'", mend: mend ?? "name a signal of an input", at: state.mark)
        return nil
    }

    /// `NAME.fault`, true from a fault to its end.
    func declareFault(_ actuator: Named<ActuatorSection>) {
        guard actuator.value.state?.confirm != nil else { return }
        table.add("\(actuator.name).fault", .bool, kind: .on, initial: .bool(false))
    }

    func confirmation(_ actuator: Named<ActuatorSection>) -> ConfirmationPlan? {
        guard let state = actuator.value.state, let confirm = state.confirm,
            let fault = table.slot(of: "\(actuator.name).fault")
        else { return nil }
        let feedback: ConfirmationPlan.Feedback
        if let signal = state.signal {
            guard let slot = signals.firstIndex(where: { $0.name == signal }) else { return nil }
            feedback = .signal(slot)
        } else {
            feedback = .readBack
        }
        return ConfirmationPlan(feedback: feedback, withinMilliseconds: confirm, faultSlot: fault)
    }
}
