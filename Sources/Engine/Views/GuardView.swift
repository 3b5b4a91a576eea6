internal import Expressions
internal import Telemetry

/// What guards an actuator, as people are shown it.
public struct GuardView: Sendable {
    public var settings: GuardSettings
    /// Nil where there is none, or it has no value.
    public var interlock: Bool?
    public var permissive: Bool?
    /// Whether all signals that decide have values.
    public var areFresh: Bool
}

extension Engine {
    /// The guards of a device's actuators as they stand, in declared order.
    public func guards(device: Int) -> [GuardView] {
        let template = plan.templates[devices[device].template]
        return template.actuators.indices.map { devices[device].guards(ofActuator: $0, template, pass) }
    }
}

extension DeviceState {
    func guards(ofActuator index: Int, _ template: Template, _ pass: borrowing Pass) -> GuardView {
        let plan = template.actuators[index]
        return GuardView(
            settings: plan.settings, interlock: plan.interlock.flatMap(holds),
            permissive: plan.permissive.flatMap(holds),
            areFresh: areFresh(plan, winner: arbitrate(index, plan, template, pass).winner, template))
    }

    /// Nil where the program has no value.
    func holds(_ program: Program) -> Bool? {
        guard case .success(let flag) = slots.withUnsafeBufferPointer({ program.evaluateBool($0) }) else { return nil }
        return flag
    }
}
