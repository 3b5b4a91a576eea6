internal import Agent
internal import Decoding
internal import NIOHTTP1

extension Route {
    /// For programs that watch over the service.
    static let health: [Route] = [
        Route(
            method: .GET, path: "/health/live", about: "Whether the process answers.", need: .nothing,
            content: .json(schema: "Health"),
            answer: { _ in .response(HTTPResponse(.ok, .json, Array(#"{"status":"live"}"#.utf8))) }),
        Route(
            method: .GET, path: "/health/ready", about: "Whether readings are taken and kept; 503 while not.",
            need: .nothing, content: .json(schema: "Health"),
            answer: { call in
                let view = call.router.view
                return .work { Readiness(view.overview()).response }
            }),
        Route(
            method: .GET, path: "/metrics", about: "Counters and gauges in Prometheus' exposition format.",
            need: .reading, content: .text(.metrics),
            answer: { call in
                let view = call.router.view
                return .work { HTTPResponse(.ok, .metrics, Metrics.exposition(of: view.overview())) }
            }),
    ]

    static let reading: [Route] = [
        Route(
            method: .GET, path: "/api/v1/openapi.json", about: "This description.", need: .nothing,
            content: .json(schema: "Anything"),
            answer: { _ in
                var response = HTTPResponse(.ok, .json, OpenAPI.document)
                response.isConstant = true
                return .response(response)
            }),
        Route(
            method: .GET, path: "/api/v1/status",
            about: "How the gateway is: broker, messages, lines, store, ledger, uplinks, queues.", need: .reading,
            content: .json(schema: "Status"),
            answer: { call in ask(call) { $0.overview() } }),
        Route(
            method: .GET, path: "/api/v1/devices", about: "Devices with their values, raised rules and actuators.",
            need: .reading,
            query: [
                QueryParameter(name: "offset", about: "How many to leave out.", standard: 0, range: 0...1_000_000),
                QueryParameter(
                    name: "limit", about: "How many to show.", standard: DeviceWindow.standardLimit, range: 0...200),
            ],
            content: .json(schema: "Devices"),
            answer: { call in
                guard let window = DeviceWindow(call.request) else { return .response(wrongQuery) }
                return ask(call) { $0.devices(offset: window.offset, limit: window.limit) }
            }),
        Route(
            method: .GET, path: "/api/v1/devices/{device}",
            about:
                "Everything about one device: signals, rules with their state and timers, actuators with their claims.",
            need: .reading, content: .json(schema: "Device"),
            answer: { call in ask(call) { $0.device(call.parameters[0]) } }),
        Route(
            method: .GET, path: "/api/v1/records",
            about: "The last events, commands and suppressions, the oldest first.", need: .reading,
            content: .json(schema: "Records"), answer: { call in ask(call) { $0.recent() } }),
        Route(
            method: .GET, path: "/api/v1/stream",
            about:
                "What happens, as Server-Sent Events: 'record' at once for each event, command, summary and suppression, 'status' and 'devices' each second. A record's 'id' sent back in 'since' or 'Last-Event-ID' lets it go on after that record; 'gap' says that what came next is no longer remembered, 'lost' how many records came faster than they were taken.",
            need: .reading,
            query: [
                QueryParameter(name: "offset", about: "How many to leave out.", standard: 0, range: 0...1_000_000),
                QueryParameter(
                    name: "limit", about: "How many devices to show.", standard: DeviceWindow.standardLimit,
                    range: 0...200),
            ],
            textQuery: [
                TextParameter(
                    name: "since",
                    about:
                        "After which record to begin: the 'id' of one, or 'oldest' for all that are remembered; without it, with what happens from now on."
                )
            ],
            content: .events,
            answer: { call in
                guard let request = StreamRequest(call.request) else { return .response(wrongQuery) }
                return .stream(request)
            }),
    ]

    static let wrongQuery = HTTPResponse.failure(.badRequest, "the query asks for what cannot be")

    /// What the agent answers is passed on; nothing is an answer that came too late.
    static func ask(_ call: Call, _ question: @escaping @Sendable (AgentView) -> [UInt8]) -> Router.Answer {
        let view = call.router.view
        return .work {
            let json = question(view)
            if json == Array("null".utf8) { return .failure(.serviceUnavailable, "the gateway does not answer") }
            let isError = json.starts(with: Array(#"{"error":"#.utf8))
            return HTTPResponse(isError ? .notFound : .ok, .json, json)
        }
    }
}
