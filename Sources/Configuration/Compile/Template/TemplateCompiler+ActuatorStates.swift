internal import Documents
internal import Engine
internal import Expressions

/// What expressions ask of actuators beside `on`: `fan.commanded`, `fan.denied`, `fan.since`. Such a variable is there where
/// somebody asks, in this file or in another.
extension TemplateCompiler {
    private enum State: String {
        case commanded, denied, since

        var type: ValueType { self == .since ? .timestamp : .bool }
    }

    /// Declares what the file's expressions ask, of its own actuators and of others'; called when all files are known.
    func announceActuatorStates() {
        for written in allWritten { announce(written.expression) }
    }

    private func announce(_ expression: Expression) {
        if let name = expression.qualifiedName { declareActuatorState(name) }
        if let (gathering, name) = memberName(expression) {
            for compiler in gatherings[gathering].compilers { compiler.declareActuatorState(name) }
        } else if let (device, name) = remoteParts(expression) {
            for compiler in site.owners(of: device) { compiler.declareActuatorState(name) }
        }
        expression.kind.forEachChild { announce($0) }
    }

    private func declareActuatorState(_ name: String) {
        guard table.slot(of: name) == nil, let dot = name.firstIndex(of: "."),
            let state = State(rawValue: String(name[name.index(after: dot)...])),
            let index = section.actuators.firstIndex(where: { $0.name == name[..<dot] })
        else { return }
        let initial: Expressions.Value =
            switch state {
            case .commanded: .bool(section.actuators[index].value.safe ?? false)
            case .denied: .bool(false)
            case .since: .error(.noValue)
            }
        let slot = table.add(name, state.type, kind: .memory, initial: initial)
        switch state {
        case .commanded: actuatorStates[index, default: ActuatorPlan.States()].commanded = slot
        case .denied: actuatorStates[index, default: ActuatorPlan.States()].denied = slot
        case .since: actuatorStates[index, default: ActuatorPlan.States()].since = slot
        }
        actuatorStateNames.insert(name)
    }
}
