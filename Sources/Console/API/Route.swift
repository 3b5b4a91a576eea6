internal import NIOHTTP1

/// What can be asked under one address, and what the answer looks like: the server answers by it, and the OpenAPI document
/// is written from it.
struct Route: Sendable {
    struct Call: Sendable {
        let request: HTTPRequest
        /// What stands for the parts in braces, in their order.
        let parameters: [String]
        let router: Router
    }

    struct QueryParameter: Sendable {
        let name: String
        let about: String
        let standard: Int
        let range: ClosedRange<Int>
    }

    struct TextParameter: Sendable {
        let name: String
        let about: String
    }

    /// What an answer holds.
    enum Content: Sendable {
        /// JSON of a schema of ``OpenAPI``.
        case json(schema: String)
        case events
        case text(HTTPResponse.ContentType)
    }

    let method: HTTPMethod
    /// With parameters in braces: `/api/v1/devices/{device}`.
    let path: String
    let about: String
    let need: TokenGate.Need
    var query: [QueryParameter] = []
    var textQuery: [TextParameter] = []
    /// The schema of what has to be sent; nil where nothing has.
    var body: String?
    let content: Content
    let answer: @Sendable (Call) -> Router.Answer

    /// The values of the parameters; nil where the path is another one.
    func match(_ path: [String]) -> [String]? {
        let parts = self.path.split(separator: "/")
        guard parts.count == path.count else { return nil }
        var values: [String] = []
        for (part, text) in zip(parts, path) {
            if part.hasPrefix("{") {
                values.append(text)
            } else if part != text {
                return nil
            }
        }
        return values
    }

    /// All there is.
    static let all: [Route] =
        Route.pages + Route.health + Route.reading + Route.lookingBack + Route.queue
        + Route.writing
}
