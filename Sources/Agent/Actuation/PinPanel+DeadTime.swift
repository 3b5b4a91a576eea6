internal import Configuration
internal import Engine

/// Dead time between lines, counted from when they were really driven. The engine counts from when it decided, and between
/// the two lies what it takes to carry a decision out: on a busy machine that may eat a good part of a short dead time.
extension PinPanel {
    /// Takes over which lines must not follow one another closely.
    func separate(_ groups: [GroupPlan], _ bindings: [TemplateBinding]) {
        for group in groups where group.settings.deadTime > 0 {
            let members = outputs.filter { pin in
                let name = bindings[pin.template].actuators[pin.index].name
                return group.members.contains { $0.device == pin.device && $0.actuator == name }
            }
            for pin in members {
                pin.partners = members.filter { $0 !== pin }
                pin.deadTime = max(pin.deadTime, group.settings.deadTime)
            }
        }
    }

    /// Whether a line has to stay off for a moment longer; then it is driven by `service`.
    func isHeld(_ pin: OutputPin) -> Bool {
        pin.heldUntil = nil
        // Nothing keeps an output from its safe value.
        guard pin.wanted, !pin.safe, !pin.isDriven, let last = pin.partners.compactMap(\.offAt).max() else {
            return false
        }
        let until = last + pin.deadTime
        guard Clock.boot < until else { return false }
        pin.heldUntil = until
        return true
    }

    func noteDriven(_ pin: OutputPin) {
        // One more, as this clock is read in whole milliseconds.
        if pin.isDriven, !pin.wanted { pin.offAt = Clock.boot + 1 }
        pin.isDriven = pin.wanted
    }
}
