internal import Documents
internal import Engine

/// Readings in the order of their own times.
extension TemplateCompiler {
    /// - Parameter inputs: the names of all inputs, those of the file first.
    func compileEventTime(inputs: [String]) -> EventTimePlan? {
        let settings = inputs.map { name in
            section.inputs.first { $0.name == name }?.value.time?.eventTime
        }
        guard settings.contains(where: { $0 != nil }) else { return nil }
        return EventTimePlan(inputs: settings, maximumHeld: limits.heldReadings)
    }

    /// What waits for its turn moves an actuator late: that is to be known.
    func warnOfDelays(_ actuators: [ActuatorPlan]) {
        let timed = section.inputs.filter { $0.value.time?.eventTime != nil }
        guard let slowest = timed.max(by: { waiting(of: $0) < waiting(of: $1) }) else { return }
        let delay = DurationText.write(milliseconds: waiting(of: slowest))
        for (actuator, plan) in zip(section.actuators, actuators) {
            let watched: [String] = plan.interlockSignals.map { signals[$0].name }
            if let signal = watched.first(where: { isMeasured($0) }) {
                diagnostics.warning(
                    "the interlock of '\(actuator.name)' sees '\(signal)' \(delay) late or more: with 'max_delay' in "
                        + "'\(slowest.name)' all inputs of the device wait for their turn",
                    mend: "put '\(slowest.name)' in a file of its own, or leave out 'max_delay'", at: actuator.mark)
            } else if !plan.claimants.isEmpty {
                diagnostics.warning(
                    "'\(actuator.name)' moves \(delay) late or more: with 'max_delay' in '\(slowest.name)' all inputs "
                        + "of the device wait for their turn",
                    mend: "put '\(slowest.name)' in a file of its own, or leave out 'max_delay'", at: actuator.mark)
            }
        }
        warnOfStaleness()
    }

    private func waiting(of input: Named<InputSection>) -> Int64 {
        input.value.time?.eventTime?.maximumDelayMilliseconds ?? 0
    }

    private func isMeasured(_ signal: String) -> Bool { origin(of: signal) != nil }

    private func origin(of signal: String) -> Named<InputSection>? {
        section.inputs.first { input in
            input.value.signal == signal || input.value.signals.contains { $0.name == signal }
        }
    }

    /// A value that is stale before its turn has come is never used.
    private func warnOfStaleness() {
        for signal in section.signals {
            guard let stale = signal.value.stale, let input = origin(of: signal.name),
                let time = input.value.time?.eventTime,
                stale <= time.maximumDelayMilliseconds
            else { continue }
            diagnostics.warning(
                "'\(signal.name)' is stale after \(DurationText.write(milliseconds: stale)), and its readings wait "
                    + "\(DurationText.write(milliseconds: time.maximumDelayMilliseconds)) for their turn: it hardly ever has a value",
                mend: "write a longer 'stale', or a shorter 'max_delay'", at: signal.mark)
        }
    }
}
