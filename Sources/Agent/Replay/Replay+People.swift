internal import Decoding
internal import Engine
internal import Telemetry

/// What people and upstream asked for, and what lines answered.
extension Replay {
    func deliver(
        override object: JSONValue, device: Int, _ plan: Template, now: Instant
    ) throws(Failure) {
        let index = try actuator(object, plan, noun: "an override")
        let value = object["value"]?.bool
        guard let milliseconds = value == nil ? 0 : object["for"]?.integer,
            0...PersonRequest.longestMilliseconds ~= milliseconds
        else { throw Failure(message: "an override lasts 'for' so many milliseconds") }
        input.kind = .override
        input.now = now
        input.device = device
        input.index = index
        input.value = value
        input.durationMilliseconds = milliseconds
        host.step(input, into: &outputs)
    }

    /// The index of the actuator that an object names.
    func actuator(_ object: JSONValue, _ plan: Template, noun: String) throws(Failure) -> Int {
        guard let name = object["actuator"]?.string,
            let index = plan.actuators.firstIndex(where: { $0.name == name })
        else { throw Failure(message: "\(noun) names an 'actuator' of the device") }
        return index
    }

    func acknowledge(_ name: String, device: Int, _ plan: Template, now: Instant) throws(Failure) {
        input.now = now
        input.device = device
        if let index = plan.rules.firstIndex(where: { $0.name == name }) {
            input.kind = .acknowledgement
            input.index = index
        } else if let index = plan.actuators.firstIndex(where: { $0.name + ".fault" == name && $0.confirmation != nil })
        {
            input.kind = .faultAcknowledgement
            input.index = index
        } else {
            throw Failure(message: "the device '\(host.engine.name(of: device))' has no rule '\(name)'")
        }
        host.step(input, into: &outputs)
    }

    func deliver(command object: JSONValue, device: Int, _ plan: Template, now: Instant) throws(Failure) {
        let index = try actuator(object, plan, noun: "a command")
        guard let id = object["id"]?.string, let value = object["value"]?.bool, let expires = object["expires"]?.integer
        else { throw Failure(message: "a command has 'id', 'value' and 'expires', milliseconds since the epoch") }
        input.kind = .command
        input.now = now
        input.device = device
        input.index = index
        input.name = id
        input.value = value
        input.expires = Timestamp(milliseconds: expires)
        input.priority = Int(object["priority"]?.integer ?? Int64(Claim.defaultPriority))
        host.step(input, into: &outputs)
    }
}
