internal import NIOHTTP1

extension Route {
    /// The dashboard. It tells nothing about the plant: it asks for what it shows.
    static let pages: [Route] = [
        page("/", .html, "The dashboard.", PackageResources.index_html),
        page("/style.css", .css, "Its looks.", PackageResources.style_css),
        page("/dashboard.js", .javaScript, "Its program: what is now.", PackageResources.dashboard_js),
        page("/history.js", .javaScript, "Its program: the last hours.", PackageResources.history_js),
        page("/why.js", .javaScript, "Its program: what followed from what.", PackageResources.why_js),
        page("/queue.js", .javaScript, "Its program: what waits for the uplinks.", PackageResources.queue_js),
        page("/begin.js", .javaScript, "Its program: the beginning.", PackageResources.begin_js),
    ]

    private static func page(
        _ path: String, _ type: HTTPResponse.ContentType, _ about: String, _ bytes: [UInt8]
    ) -> Route {
        var response = HTTPResponse(.ok, type, bytes)
        response.isConstant = true
        return Route(
            method: .GET, path: path, about: about, need: .nothing, content: .text(type),
            answer: { [response] _ in .response(response) })
    }
}
