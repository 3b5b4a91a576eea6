internal import Agent
internal import NIOHTTP1

extension Route {
    /// What takes a run through the journal.
    static let lookingBack: [Route] = [
        Route(
            method: .GET, path: "/api/v1/records/{id}/why",
            about: "What an event or a command followed from: readings, rule, window contents, timers, claims.",
            need: .reading, content: .json(schema: "Why"),
            answer: { call in
                guard let question = WhyQuestion(id: call.parameters[0]) else {
                    return .response(.failure(.badRequest, "an id has 32 hexadecimal digits"))
                }
                return why(question, call)
            }),
        Route(
            method: .GET, path: "/api/v1/devices/{device}/why/{name}",
            about: "The same for the last that was said of a rule or an actuator, suppressions too.", need: .reading,
            query: [
                QueryParameter(
                    name: "until", about: "Nothing later; milliseconds since the epoch, 0 for now.", standard: 0,
                    range: 0...9_007_199_254_740_992)
            ],
            content: .json(schema: "Why"),
            answer: { call in
                guard let until = call.request.integer("until", 0...9_007_199_254_740_992, default: 0) else {
                    return .response(wrongQuery)
                }
                return why(
                    WhyQuestion(
                        device: call.parameters[0], name: call.parameters[1], until: until > 0 ? Int64(until) : nil),
                    call)
            }),
        Route(
            method: .GET, path: "/api/v1/devices/{device}/history",
            about: "The last while of a device from the journal: signals, derived values and scores in columns.",
            need: .reading,
            query: [
                QueryParameter(name: "minutes", about: "How far back.", standard: 60, range: 1...10_080),
                QueryParameter(name: "columns", about: "Into how many parts.", standard: 240, range: 2...1000),
            ],
            content: .json(schema: "History"),
            answer: { call in
                guard let minutes = call.request.integer("minutes", 1...10_080, default: 60),
                    let columns = call.request.integer("columns", 2...1000, default: 240)
                else { return .response(wrongQuery) }
                let device = call.parameters[0]
                return lookBack(call, "history \(minutes) \(columns) \(device)") { view, configuration in
                    view.history(device: device, minutes: minutes, columns: columns, configuration: configuration)
                }
            }),
    ]

    private static func why(_ question: WhyQuestion, _ call: Call) -> Router.Answer {
        lookBack(call, "why \(call.request.query["until"] ?? "") \(question.text)") { view, configuration in
            view.why(question, configuration: configuration)
        }
    }

    private static func lookBack(
        _ call: Call, _ key: String, _ work: @escaping LookBack.Work
    ) -> Router.Answer {
        let router = call.router
        return .work {
            guard let json = router.lookBack.answer(key, router, work) else {
                var response = HTTPResponse.failure(
                    .serviceUnavailable, "somebody looks through the journal already; ask again in a moment")
                response.headers = [("Retry-After", "2")]
                return response
            }
            let isError = json.starts(with: Array(#"{"error":"#.utf8))
            return HTTPResponse(isError ? .serviceUnavailable : .ok, .json, json)
        }
    }
}
