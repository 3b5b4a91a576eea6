internal import Configuration
internal import Decoding
internal import Telemetry

/// The list as a file in the store, for the day when the configuration cannot be read. It holds no credentials: of a
/// password only the name of its secret.
extension SafeOutputs {
    static func file(_ directory: String) -> StateFile { StateFile("outputs.json", in: directory) }

    var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("lines")
        json.beginArray()
        for line in lines { line.write(to: &json) }
        json.endArray()
        json.key("commands")
        json.beginArray()
        for command in commands { command.write(to: &json) }
        json.endArray()
        if let broker {
            json.key("broker")
            broker.write(to: &json, passwordReference: passwordReference)
        }
        json.endObject()
        return json.bytes
    }

    /// Nil when there is no file, or none that can be read.
    init?(in directory: String) {
        guard let bytes = SafeOutputs.file(directory).read(),
            // What cannot be read is as good as nothing, and the caller says so.
            let root = try? JSONValue.parse(
                bytes, limits: PayloadLimits(bytes: StateFile.byteLimit, depth: 16, members: 65_536))
        else { return nil }
        // An earlier version kept the lines alone.
        let lines = root.array ?? root["lines"]?.array ?? []
        self.init(
            lines: lines.compactMap(Line.init), commands: (root["commands"]?.array ?? []).compactMap(Command.init),
            broker: root["broker"].flatMap(BrokerConfiguration.init),
            passwordReference: root["broker"]?["password_secret"]?.string)
    }
}

extension SafeOutputs.Line {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("name", name)
        json.field("chip", chip)
        json.field("line", line)
        json.field("active_low", isActiveLow)
        json.field("drive", drive.rawValue)
        json.field("bias", bias.rawValue)
        json.field("safe", safe)
        json.endObject()
    }

    fileprivate init?(_ value: JSONValue) {
        guard let name = value["name"]?.string, let chip = value["chip"]?.string, let line = value["line"]?.string,
            let isActiveLow = value["active_low"]?.bool, let safe = value["safe"]?.bool
        else { return nil }
        // An earlier version knew neither of these.
        self.init(
            name: name, chip: chip, line: line, isActiveLow: isActiveLow,
            drive: value["drive"]?.string.flatMap(LineDrive.init) ?? .pushPull,
            bias: value["bias"]?.string.flatMap(LineBias.init) ?? .asIs, safe: safe)
    }
}

extension SafeOutputs.Command {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("file", template)
        json.key("topic")
        json.beginArray()
        for piece in output.topicPieces { json.string(piece) }
        json.endArray()
        json.field("payload", safe ? output.on : output.off)
        json.field("qos", output.qualityOfService)
        json.field("retain", output.isRetained)
        json.key("devices")
        json.beginArray()
        for device in devices { json.string(device) }
        json.endArray()
        json.endObject()
    }

    fileprivate init?(_ value: JSONValue) {
        guard let template = value["file"]?.string, let payload = value["payload"]?.string,
            let quality = value["qos"]?.integer, let isRetained = value["retain"]?.bool,
            let topic = value["topic"]?.array?.compactMap(\.string), !topic.isEmpty,
            let devices = value["devices"]?.array?.compactMap(\.string)
        else { return nil }
        // Only the safe payload is kept.
        let output = MQTTOutput(
            topicPieces: topic, payload: payload, qualityOfService: Int(quality), isRetained: isRetained)
        self.init(template: template, output: output, safe: true, devices: devices)
    }
}

extension BrokerConfiguration {
    fileprivate func write(to json: inout JSONWriter, passwordReference: String?) {
        json.beginObject()
        switch endpoint {
        case .network(let host, let port):
            json.field("host", host)
            json.field("port", port)
        case .unixSocket(let path): json.field("path", path)
        }
        json.field("version", version == .v5 ? "5" : "3.1.1")
        json.field("client_id", clientID)
        json.field("keepalive", keepaliveSeconds)
        if let username { json.field("username", username) }
        if let passwordReference { json.field("password_secret", passwordReference) }
        if let tls {
            json.key("tls")
            json.beginObject()
            if let authority = tls.certificateAuthority { json.field("ca", authority) }
            if let certificate = tls.certificate { json.field("cert", certificate) }
            if let key = tls.key { json.field("key", key) }
            json.endObject()
        }
        json.endObject()
    }

    fileprivate init?(_ value: JSONValue) {
        guard let clientID = value["client_id"]?.string, let keepalive = value["keepalive"]?.integer else { return nil }
        let endpoint: Endpoint
        if let path = value["path"]?.string {
            endpoint = .unixSocket(path: path)
        } else if let host = value["host"]?.string, let port = value["port"]?.integer {
            endpoint = .network(host: host, port: Int(port))
        } else {
            return nil
        }
        let tls = value["tls"].map { tls in
            TLSConfiguration(
                authority: tls["ca"]?.string, certificate: tls["cert"]?.string, key: tls["key"]?.string)
        }
        self.init(
            endpoint: endpoint, security: tls, version: value["version"]?.string == "5" ? .v5 : .v311,
            username: value["username"]?.string, clientID: clientID, keepaliveSeconds: Int(keepalive))
    }
}
