internal import Agent
internal import Decoding
internal import Documents
internal import NIOHTTP1

extension Route {
    static let writing: [Route] = [
        Route(
            method: .PUT, path: "/api/v1/devices/{device}/actuators/{actuator}/override",
            about: "Sets an actuator by hand for a while; its guards still count.", need: .writing, body: "Override",
            content: .json(schema: "Outcome"),
            answer: { call in
                // Why a text is no time is of no use: the answer says how to write it.
                guard let json = call.request.json, let value = json["value"]?.bool,
                    let text = json["for"]?.string,
                    let milliseconds = try? DurationText.milliseconds(text)
                else {
                    return .response(
                        .failure(.badRequest, #"write {"value": true, "for": "10m"}, with a time of at most 365d"#))
                }
                return carryOut(call, .set(value, milliseconds: milliseconds))
            }),
        Route(
            method: .DELETE, path: "/api/v1/devices/{device}/actuators/{actuator}/override",
            about: "Ends that.", need: .writing, content: .json(schema: "Outcome"),
            answer: { call in carryOut(call, .release) }),
        Route(
            method: .POST, path: "/api/v1/devices/{device}/rules/{rule}/acknowledgement",
            about: "Acknowledges a rule that latches.", need: .writing, body: "Anything",
            content: .json(schema: "Outcome"), answer: { call in carryOut(call, .acknowledge) }),
        Route(
            method: .POST, path: "/api/v1/reload",
            about: "Takes up new files, if nothing is wrong with them.", need: .writing, body: "Anything",
            content: .json(schema: "Outcome"),
            answer: { call in
                let reloading = call.router.reloading
                return .work { outcome(reloading.carryOut()) }
            }),
    ]

    private static func carryOut(_ call: Call, _ action: PersonRequest.Action) -> Router.Answer {
        let view = call.router.view
        let request = PersonRequest(
            action, target: "\(call.parameters[0]).\(call.parameters[1])", by: .console(peer: call.request.peer))
        return .work { outcome(view.carryOut(request)) }
    }

    /// What the agent says of a change, as an answer.
    static func outcome(_ json: [UInt8]) -> HTTPResponse {
        // Nothing is an answer that came too late.
        guard let answer = try? JSONValue.parse(json), let isDone = answer["ok"]?.bool else {
            return .failure(.serviceUnavailable, "the gateway does not answer")
        }
        return HTTPResponse(isDone ? .ok : .conflict, .json, json)
    }
}
