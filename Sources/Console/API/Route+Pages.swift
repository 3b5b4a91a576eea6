internal import NIOHTTP1

extension Route {
    /// The dashboard. It tells nothing about the plant: it asks for what it shows.
    static let pages: [Route] = [
        page("/", .html, "The dashboard.", PackageResources.index_html),
        page("/style.css", .css, "Its looks.", PackageResources.style_css),
        page("/dashboard.js", .javaScript, "Its program.", PackageResources.dashboard_js),
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
