internal import NIOHTTP1
internal import Telemetry

/// The description of the interface (OpenAPI 3.1), written from the routes that the server answers by.
enum OpenAPI {
    static let document: [UInt8] = {
        var json = JSONWriter()
        json.beginObject()
        json.field("openapi", "3.1.0")
        json.key("info")
        json.beginObject()
        json.field("title", "Weir console")
        json.field("version", "1")
        json.field(
            "description",
            "Times are milliseconds since the epoch. Writes need a token: Authorization: Bearer TOKEN; on an address that others reach, reads need it as well."
        )
        json.endObject()
        json.key("paths")
        writePaths(to: &json)
        json.key("components")
        json.beginObject()
        json.key("schemas")
        json.raw(OpenAPI.schemas.utf8)
        json.key("securitySchemes")
        json.raw(#"{"token":{"type":"http","scheme":"bearer"}}"#.utf8)
        json.endObject()
        json.endObject()
        return json.bytes
    }()

    private static func writePaths(to json: inout JSONWriter) {
        json.beginObject()
        var written: Set<String> = []
        for route in Route.all where written.insert(route.path).inserted {
            json.key(route.path)
            json.beginObject()
            for other in Route.all where other.path == route.path {
                json.key(other.method.rawValue.lowercased())
                write(other, to: &json)
            }
            json.endObject()
        }
        json.endObject()
    }

    private static func write(_ route: Route, to json: inout JSONWriter) {
        json.beginObject()
        json.field("summary", route.about)
        writeParameters(of: route, to: &json)
        if let body = route.body {
            json.key("requestBody")
            json.beginObject()
            json.field("required", true)
            json.key("content")
            writeContent("application/json", schema: body, to: &json)
            json.endObject()
        }
        json.key("responses")
        json.beginObject()
        json.key("200")
        json.beginObject()
        json.field("description", "As asked.")
        json.key("content")
        switch route.content {
        case .json(let schema): writeContent("application/json", schema: schema, to: &json)
        case .events: writeContent("text/event-stream", schema: nil, to: &json)
        case .text(let type): writeContent(String(type.rawValue.prefix { $0 != ";" }), schema: nil, to: &json)
        }
        json.endObject()
        json.key("default")
        json.beginObject()
        json.field("description", "It could not be done, and why.")
        json.endObject()
        json.endObject()
        if route.need != .nothing {
            json.key("security")
            json.raw((route.need == .reading ? #"[{},{"token":[]}]"# : #"[{"token":[]}]"#).utf8)
        }
        json.endObject()
    }

    private static func writeParameters(of route: Route, to json: inout JSONWriter) {
        let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
        guard !names.isEmpty || !route.query.isEmpty || !route.textQuery.isEmpty else { return }
        json.key("parameters")
        json.beginArray()
        for name in names {
            json.beginObject()
            json.field("name", name)
            json.field("in", "path")
            json.field("required", true)
            json.key("schema")
            json.raw(textSchema.utf8)
            json.endObject()
        }
        for parameter in route.query {
            begin(query: parameter.name, parameter.about, to: &json)
            json.beginObject()
            json.field("type", "integer")
            json.field("minimum", parameter.range.lowerBound)
            json.field("maximum", parameter.range.upperBound)
            json.field("default", parameter.standard)
            json.endObject()
            json.endObject()
        }
        for parameter in route.textQuery {
            begin(query: parameter.name, parameter.about, to: &json)
            json.raw(textSchema.utf8)
            json.endObject()
        }
        json.endArray()
    }

    private static let textSchema = #"{"type":"string"}"#

    /// Up to the schema, which comes next.
    private static func begin(query name: String, _ about: String, to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", name)
        json.field("in", "query")
        json.field("description", about)
        json.key("schema")
    }

    private static func writeContent(_ type: String, schema: String?, to json: inout JSONWriter) {
        json.beginObject()
        json.key(type)
        json.beginObject()
        json.key("schema")
        json.beginObject()
        if let schema { json.field("$ref", "#/components/schemas/\(schema)") } else { json.field("type", "string") }
        json.endObject()
        json.endObject()
        json.endObject()
    }
}
