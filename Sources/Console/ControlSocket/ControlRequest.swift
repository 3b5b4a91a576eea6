internal import Agent
internal import Decoding
internal import Telemetry

/// One line of the control socket, and its answer.
enum ControlRequest {
    private static let usage = #"""
        {"error":"write {\"request\":\"status\"}, {\"request\":\"set\",\"target\":\"DEVICE.ACTUATOR\",\"value\":true,\"for\":MILLISECONDS}, {\"request\":\"release\",\"target\":...}, {\"request\":\"ack\",\"target\":\"DEVICE.RULE\"}, {\"request\":\"reload\"}, {\"request\":\"journal\",\"from\":OFFSET}, {\"request\":\"legend\"}, {\"request\":\"backup\",\"step\":\"begin\"|\"renew\"|\"end\"}, {\"request\":\"metrics\"}, {\"request\":\"queue\",\"action\":\"list\"|\"dead\"|\"export\"|\"purge\",...} or {\"request\":\"simulate\",\"line\":...,\"level\":...}"}
        """#
    private static let forbidden =
        #"{"ok":false,"reason":"only root and the gateway's own user may set, release, acknowledge, reload, purge and make backups; use sudo"}"#

    static let tooManyFollow = Array(#"{"error":"too many watch already"}"#.utf8)
    static let followsAlready = Array(#"{"error":"this connection watches already"}"#.utf8)

    /// Where the line asks to be told what happens, from where on; nil for another request.
    static func following(_ line: [UInt8]) -> LiveRecord.Beginning? {
        // What is no JSON gets its answer as every other request does.
        guard let request = try? JSONValue.parse(line), request["request"]?.string == "follow" else { return nil }
        return request["since"]?.string.map(LiveRecord.Beginning.init) ?? .now
    }

    static func answer(
        _ line: [UInt8], from peer: Peer, view: AgentView, reloading: Reloading
    ) -> [UInt8] {
        let request: JSONValue
        do {
            request = try JSONValue.parse(line)
        } catch {
            return Array(#"{"error":"no JSON"}"#.utf8)
        }
        switch request["request"]?.string {
        case "status": return view.status()
        case "journal": return view.journal(from: request["from"]?.integer)
        case "legend": return view.legend()
        case "reload": return peer.mayWrite ? reloading.carryOut() : Array(forbidden.utf8)
        case "overview": return view.overview()
        case "metrics": return metrics(view)
        case "backup":
            guard let step = request["step"]?.string.flatMap(BackupStep.init) else { break }
            return peer.mayWrite ? view.backup(step) : Array(forbidden.utf8)
        case "records": return view.recent()
        case "devices":
            let offset = Int(clamping: request["offset"]?.integer ?? 0)
            let limit = Int(clamping: request["limit"]?.integer ?? Int64(AgentView.deviceLimit))
            return view.devices(offset: offset, limit: limit)
        case "device":
            guard let name = request["device"]?.string else { break }
            return view.device(name)
        case "simulate":
            guard let name = request["line"]?.string, let level = request["level"]?.bool else { break }
            return view.simulate(line: name, level: level)
        case "queue":
            guard let question = QueueRequest(request) else { break }
            guard !question.isChange || peer.mayWrite else { return Array(forbidden.utf8) }
            return view.queue(question)
        default:
            guard let action = action(of: request), let target = request["target"]?.string else { break }
            guard peer.mayWrite else { return Array(forbidden.utf8) }
            return view.carryOut(PersonRequest(action, target: target, by: .user(peer.user)))
        }
        return Array(usage.utf8)
    }

    /// What Prometheus would see, as one text.
    private static func metrics(_ view: AgentView) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("metrics", String(decoding: Metrics.exposition(of: view.overview()), as: UTF8.self))
        json.endObject()
        return json.bytes
    }

    private static func action(of request: JSONValue) -> PersonRequest.Action? {
        switch request["request"]?.string {
        case "set":
            guard let value = request["value"]?.bool, let milliseconds = request["for"]?.integer else { return nil }
            return .set(value, milliseconds: milliseconds)
        case "release": return .release
        case "ack": return .acknowledge
        default: return nil
        }
    }
}
