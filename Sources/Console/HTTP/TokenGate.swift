internal import Configuration
internal import Documents
internal import NIOHTTP1
internal import Synchronization

/// Who may see and who may change.
final class TokenGate: Sendable {
    /// What a route needs.
    enum Need: String, Sendable {
        /// Nothing: it tells nothing about the plant.
        case nothing
        /// A token where others reach the address.
        case reading
        /// A token always.
        case writing
    }

    private struct Failures {
        /// Seconds, of each peer.
        var times: [String: [Int64]] = [:]
    }

    private static let memory = 256

    private let token: Secret?
    private let isLocal: Bool
    private let failures = Mutex(Failures())

    init(_ configuration: ConsoleConfiguration) {
        token = configuration.token
        isLocal = configuration.isLocal
    }

    /// Nil where the request may go on.
    /// - Parameter now: seconds of a clock that never goes back.
    func refusal(of request: HTTPRequest, need: Need, now: Int64) -> HTTPResponse? {
        switch need {
        case .nothing: return nil
        case .reading where isLocal: return nil
        case .reading, .writing: break
        }
        guard let token else {
            return .failure(.forbidden, "nothing can be changed here: weir.yaml has no 'token' under 'console'")
        }
        guard !isBlocked(request.peer, now: now) else {
            var response = HTTPResponse.failure(.tooManyRequests, "too many wrong tokens; wait a minute")
            response.headers = [("Retry-After", "60")]
            return response
        }
        let values = request.headers["authorization"]
        let scheme = "Bearer "
        guard values.count == 1, let value = values.first, value.hasPrefix(scheme) else {
            return TokenGate.unauthorized("a token is needed")
        }
        guard token.matches(value.utf8.dropFirst(scheme.utf8.count)) else {
            note(request.peer, now: now)
            return TokenGate.unauthorized("the token is wrong")
        }
        return nil
    }

    private static func unauthorized(_ reason: String) -> HTTPResponse {
        var response = HTTPResponse.failure(.unauthorized, reason)
        response.headers = [("WWW-Authenticate", "Bearer realm=\"weir\"")]
        return response
    }

    private func isBlocked(_ peer: String, now: Int64) -> Bool {
        failures.withLock { failures in
            (failures.times[peer] ?? []).filter { now - $0 < 60 }.count >= HTTPLimits.tokenFailures
        }
    }

    private func note(_ peer: String, now: Int64) {
        failures.withLock { failures in
            failures.times = failures.times.filter { now - ($0.value.last ?? now) < 60 }
            // A flood of peers is no reason for a flood of memory; those beyond are blocked together.
            let key = failures.times.count < TokenGate.memory || failures.times[peer] != nil ? peer : ""
            failures.times[key] = (failures.times[key] ?? []).suffix(HTTPLimits.tokenFailures - 1) + [now]
        }
    }
}
