internal import Agent
internal import Decoding
internal import Documents
internal import NIOHTTP1

extension Route {
    /// What waits for the uplinks.
    static let queue: [Route] = [
        Route(
            method: .GET, path: "/api/v1/queue",
            about: "What waits for the uplinks: count, bytes and oldest age by destination and class.", need: .reading,
            content: .json(schema: "Queue"), answer: { call in ask(call) { $0.queue(.list) } }),
        Route(
            method: .POST, path: "/api/v1/queue/purge",
            about: "Deletes what waits for a destination, for good; 'confirm' repeats its name.", need: .writing,
            body: "Purge", content: .json(schema: "Purged"),
            answer: { call in
                guard let wanted = selection(of: call.request) else {
                    return .response(
                        .failure(
                            .badRequest,
                            #"write {"destination": "NAME", "confirm": "NAME"}, and where it is not all, "class": "events" and "older_than": "1h""#
                        ))
                }
                let view = call.router.view
                return .work { outcome(view.queue(.purge(wanted))) }
            }),
    ]

    /// Nil where the request makes no sense, or is not confirmed.
    private static func selection(of request: HTTPRequest) -> QueueRequest.Selection? {
        guard let json = request.json, let destination = json["destination"]?.string,
            json["confirm"]?.string == destination
        else { return nil }
        var selection = QueueRequest.Selection(destination: destination)
        // A limit that is not understood must not widen what is deleted.
        if let member = json["class"] {
            guard let name = member.string else { return nil }
            selection.className = name
        }
        if let member = json["older_than"] {
            // Why a text is no time is of no use: the answer says how to write it.
            guard let text = member.string, let milliseconds = try? DurationText.milliseconds(text) else { return nil }
            selection.olderThanMilliseconds = milliseconds
        }
        return selection
    }
}
