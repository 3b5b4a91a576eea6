internal import Agent
internal import Configuration
internal import NIOHTTP1
internal import NIOPosix

/// Finds what answers a request, and refuses what may not be asked.
final class Router: Sendable {
    /// How a request is answered.
    enum Answer: Sendable {
        case response(HTTPResponse)
        /// By asking the agent, which may take a while: off the network's thread.
        case work(@Sendable () -> HTTPResponse)
        case stream(StreamRequest)
    }

    let view: AgentView
    let pool: NIOThreadPool
    let reloading: Reloading
    let lookBack = LookBack()
    private let hosts: HostRule
    private let gate: TokenGate

    init(
        _ configuration: ConsoleConfiguration, view: AgentView, reloading: Reloading,
        pool: NIOThreadPool
    ) {
        self.view = view
        self.pool = pool
        self.reloading = reloading
        hosts = HostRule(configuration)
        gate = TokenGate(configuration)
    }

    /// - Parameter now: seconds of a clock that never goes back.
    func route(_ request: HTTPRequest, now: Int64) -> Answer {
        guard hosts.allows(request.headers["host"]) else {
            return .response(.failure(.misdirectedRequest, "the console is not known by this name"))
        }
        let candidates = Route.all.compactMap { route in route.match(request.path).map { (route, $0) } }
        guard !candidates.isEmpty else { return .response(.failure(.notFound, "there is nothing here")) }
        let method = request.method == .HEAD ? HTTPMethod.GET : request.method
        guard let (route, parameters) = candidates.first(where: { $0.0.method == method }) else {
            var response = HTTPResponse.failure(.methodNotAllowed, "this is not what can be done here")
            response.headers = [("Allow", candidates.map(\.0.method.rawValue).joined(separator: ", "))]
            return .response(response)
        }
        if route.need == .writing, let refusal = refusal(ofWriting: request) { return .response(refusal) }
        if let refusal = gate.refusal(of: request, need: route.need, now: now) { return .response(refusal) }
        return route.answer(Route.Call(request: request, parameters: parameters, router: self))
    }

    /// A page of somebody else must not write with the browser of somebody who may.
    private func refusal(ofWriting request: HTTPRequest) -> HTTPResponse? {
        let host = request.headers.first(name: "host") ?? ""
        if let origin = request.headers.first(name: "origin"), !hosts.isOwn(origin: origin, host: host) {
            return .failure(.forbidden, "this comes from another site's page")
        }
        if let site = request.headers.first(name: "sec-fetch-site"), site != "same-origin", site != "none" {
            return .failure(.forbidden, "this comes from another site's page")
        }
        guard request.method == .DELETE || request.json != nil else {
            return .failure(.unsupportedMediaType, "write JSON, with Content-Type: application/json")
        }
        return nil
    }
}
