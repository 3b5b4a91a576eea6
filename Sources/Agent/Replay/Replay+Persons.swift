internal import Configuration
internal import Decoding
internal import Engine
internal import Telemetry

extension Replay {
    /// What a person did: an acknowledgement (`ack`, a rule), or an override (`actuator`, with `value` and `for`, in
    /// milliseconds, or with `value` null to let go of it).
    func deliver(personTo name: String, _ object: JSONValue, now: Instant) throws(Failure) {
        guard let device = host.device(named: name) else { throw Failure(message: "there is no device '\(name)'") }
        let template = configuration.plan.templates[host.template(of: device)]
        input.now = now
        input.device = device
        if let rule = object["ack"]?.string {
            guard let index = template.rules.firstIndex(where: { $0.name == rule }) else {
                throw Failure(message: "the device '\(name)' has no rule '\(rule)'")
            }
            input.kind = .acknowledgement
            input.index = index
        } else {
            let actuator = object["actuator"]?.string ?? ""
            guard let index = template.actuators.firstIndex(where: { $0.name == actuator }) else {
                throw Failure(message: "the device '\(name)' has no actuator '\(actuator)'")
            }
            input.kind = .override
            input.index = index
            input.value = object["value"]?.bool
            input.durationMilliseconds = object["for"]?.integer ?? 0
            guard input.value == nil || input.durationMilliseconds > 0 else {
                throw Failure(message: "'for' is missing: how long '\(actuator)' is held, in milliseconds")
            }
        }
        host.step(input, into: &outputs)
    }
}
