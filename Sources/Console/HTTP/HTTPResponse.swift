internal import NIOHTTP1
internal import Telemetry

/// An answer that is there whole.
struct HTTPResponse: Sendable {
    enum ContentType: String {
        case json = "application/json"
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        /// Prometheus exposition format 0.0.4.
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
    }

    var status: HTTPResponseStatus
    var type: ContentType
    var body: [UInt8]
    var headers: [(name: String, value: String)] = []
    /// Whether a browser may keep it until the next start of the gateway.
    var isConstant = false

    init(_ status: HTTPResponseStatus = .ok, _ type: ContentType = .json, _ body: [UInt8]) {
        self.status = status
        self.type = type
        self.body = body
    }

    /// `{"error":...}`, in words.
    static func failure(_ status: HTTPResponseStatus, _ reason: String) -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.field("error", reason)
        json.endObject()
        return HTTPResponse(status, .json, json.bytes)
    }

    /// The headers that every answer of the console has.
    ///
    /// The page may load what this server has and nothing else, and no other page may show or read it.
    static let protection: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
}
