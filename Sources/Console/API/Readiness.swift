internal import Decoding
internal import NIOHTTP1
internal import Telemetry

/// Whether the gateway takes readings and keeps them.
struct Readiness {
    /// Why not, in words; empty when it does.
    let reasons: [String]

    init(_ overview: [UInt8]) {
        // Nothing is an answer that came too late.
        guard let status = try? JSONValue.parse(overview) else {
            reasons = ["the gateway does not answer"]
            return
        }
        var reasons: [String] = []
        let control = status["control"]
        switch control?["state"]?.string {
        case "running": break
        case let state?: reasons.append("the gateway is \(state)")
        case nil: reasons.append("the control thread does not answer")
        }
        if let failure = control?["store_failure"]?.string { reasons.append("nothing is stored: \(failure)") }
        let broker = control?["broker"]?["state"]?.string
        if let broker, broker != "connected", broker != "none" { reasons.append("the broker is \(broker)") }
        self.reasons = reasons
    }

    var response: HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.field("status", reasons.isEmpty ? "ready" : "not ready")
        if !reasons.isEmpty {
            json.key("reasons")
            json.beginArray()
            for reason in reasons { json.string(reason) }
            json.endArray()
        }
        json.endObject()
        return HTTPResponse(reasons.isEmpty ? .ok : .serviceUnavailable, .json, json.bytes)
    }
}
