internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Decoding
internal import Telemetry

/// Where the answers come from: the running gateway, or its store when it does not run.
struct QueueSource: ParsableArguments {
    @OptionGroup var gateway: RunningGateway

    /// Answers as long as it is kept.
    enum Desk {
        case running(ControlClient)
        case stopped(StoppedQueue)
    }

    func open() throws -> Desk {
        let configuration = gateway.files.load().configuration
        let path = configuration?.store.controlSocketPath ?? gateway.store + "/control.sock"
        if let client = ControlClient.connect(path: path) { return .running(client) }
        guard let configuration else {
            StandardError.write("error: no gateway answers at \(path), and the files are wrong, see weir check\n")
            throw ExitStatus.wrong
        }
        do {
            return .stopped(try StoppedQueue(configuration.store))
        } catch {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.wrong
        }
    }
}

extension QueueSource.Desk {
    /// The answer, or the end of the program with the reason for none.
    func ask(_ request: QueueRequest) throws -> (bytes: [UInt8], object: JSONValue) {
        let bytes: [UInt8]
        switch self {
        case .running(let client): bytes = try client.ask(request.json)
        case .stopped(let queue):
            do {
                bytes = try queue.answer(request)
            } catch {
                StandardError.write("error: \(error)\n")
                throw ExitStatus.wrong
            }
        }
        let limits = PayloadLimits(bytes: 16 << 20, depth: 32, members: 1_000_000, stringBytes: 16 << 20)
        let object = try JSONValue.parse(bytes, limits: limits)
        if object.isNull || object["ok"]?.bool == false || object["error"] != nil {
            let reason = object["reason"]?.string ?? object["error"]?.string ?? "the gateway is too busy to answer"
            StandardError.write("error: \(reason)\n")
            throw ExitStatus.wrong
        }
        return (bytes, object)
    }

    func close() throws {
        guard case .stopped(let queue) = self else { return }
        do {
            try queue.close()
        } catch {
            StandardError.write("warning: the store was not closed cleanly: \(error)\n")
        }
    }
}

extension QueueRequest {
    /// As a line of the control socket.
    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("request", "queue")
        switch self {
        case .list: json.field("action", "list")
        case .dead: json.field("action", "dead")
        case .export(let selection, let place):
            json.field("action", "export")
            selection.write(to: &json)
            if let place {
                json.key("after")
                json.beginObject()
                json.field("row", place.row)
                json.field("index", place.index)
                json.endObject()
            }
        case .purge(let selection):
            json.field("action", "purge")
            selection.write(to: &json)
        }
        json.endObject()
        return json.bytes
    }
}

extension QueueRequest.Selection {
    fileprivate func write(to json: inout JSONWriter) {
        json.field("destination", destination)
        if let className { json.field("class", className) }
        if let olderThanMilliseconds { json.field("older_than_ms", olderThanMilliseconds) }
    }
}
