internal import Decoding
internal import NIOHTTP1

/// A request that has come in whole.
struct HTTPRequest: Sendable {
    let method: HTTPMethod
    /// Decoded, without the query, and with no empty, `.` or `..` part: `["api", "v1", "devices", "pump 7"]`.
    let path: [String]
    let query: [String: String]
    let headers: HTTPHeaders
    let body: [UInt8]
    /// Where it came from.
    let peer: String

    /// Nil where the target is none that this server has: another form than `/path?query`, a wrong escape, a NUL, or a
    /// path that tries to climb.
    init?(head: HTTPRequestHead, body: [UInt8], peer: String) {
        guard head.uri.utf8.first == 0x2F else { return nil }
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path: [String] = []
        for part in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = PercentText.decode(part), text != ".", text != ".." else { return nil }
            path.append(text)
        }
        if path.last == "" { path.removeLast() }
        guard !path.contains("") else { return nil }
        var query: [String: String] = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentText.decode(sides[0]),
                let value = PercentText.decode(sides.dropFirst().first ?? "")
            else { return nil }
            query[name] = value
        }
        method = head.method
        self.path = path
        self.query = query
        headers = head.headers
        self.body = body
        self.peer = peer
    }

    /// A number of the query within bounds; nil where it is none.
    func integer(_ name: String, _ range: ClosedRange<Int>, default standard: Int) -> Int? {
        guard let text = query[name] else { return standard }
        guard let number = Int(text), range.contains(number) else { return nil }
        return number
    }

    /// The body as JSON, where it says that it is JSON.
    var json: JSONValue? {
        let type = headers.first(name: "content-type")?.lowercased() ?? ""
        guard type == "application/json" || type.hasPrefix("application/json;") else { return nil }
        // What is wrong with it is of no use to a program that cannot write JSON.
        return try? JSONValue.parse(body)
    }
}
