import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What programs and browsers get over HTTP.
    @Suite struct ConsoleInterface {
        @Test("every answer is as the description says, and every address described answers")
        func description() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 110)
            try scene.wait("/api/v1/records", "the fan starts") { $0.contains(#""actuator":"fan""#) }
            let document = try JSONShape.parse(scene.ask("/api/v1/openapi.json").body)
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            let records = try JSONSerialization.jsonObject(with: Data(scene.ask("/api/v1/records").body.utf8))
            let id = try #require((records as? [[String: Any]])?.compactMap { $0["id"] as? String }.first)
            let bodies = [
                "Override": #"{"value":true,"for":"1m"}"#, "Anything": "{}",
                "Purge": #"{"destination":"central","confirm":"central"}"#,
            ]
            var asked = 0
            for (path, methods) in paths.sorted(by: { $0.key < $1.key }) {
                // An override is set before it is released.
                for (method, description) in methods.sorted(by: { $0.key > $1.key }) {
                    let description = try #require(description as? [String: Any])
                    let content = try #require(
                        JSONShape.find(description, "responses", "200", "content") as? [String: Any])
                    let type = try #require(content.keys.first)
                    guard type != "text/event-stream" else { continue }
                    let target = path.replacing("{device}", with: "pump-7").replacing("{actuator}", with: "fan")
                        .replacing("{rule}", with: "stopped").replacing("{name}", with: "hot")
                        .replacing("{id}", with: id)
                    var body = ""
                    if description["requestBody"] != nil {
                        let reference = try #require(
                            JSONShape.find(
                                description, "requestBody", "content", "application/json", "schema", "$ref") as? String)
                        body = try #require(bodies[String(reference.split(separator: "/").last ?? "")])
                    }
                    let answer = try scene.write(method.uppercased(), target, body)
                    asked += 1
                    #expect(answer.status == 200, "\(method) \(target): \(answer)")
                    #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(target)")
                    guard type == "application/json", let media = content[type] as? [String: Any],
                        let schema = media["schema"] as? [String: Any]
                    else { continue }
                    let value = try JSONSerialization.jsonObject(
                        with: Data(answer.body.utf8), options: .fragmentsAllowed)
                    #expect(JSONShape(document).mistakes(of: value, schema, at: target) == [])
                }
            }
            #expect(asked >= 20)
            // The positive control: the shapes can be missed.
            let device = try #require(JSONShape.find(document, "components", "schemas", "Device") as? [String: Any])
            #expect(JSONShape(document).mistakes(of: ["name": 5], device, at: "control").count > 5)
        }

        @Test("a page that watches is told of an alarm by the same second's stream")
        func stream() throws {
            let scene = try ConsoleScene()
            let client = try #require(WebClient(port: scene.port))
            client.send("GET /api/v1/stream?limit=10 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try #require(client.text(until: "event: devices"), "the state comes first")
            try scene.introduce("pump-7", temperature: 20)
            try scene.publish("pump-7", temperature: 90)
            let text = try #require(client.text(until: #""name":"hot","state":"raised""#))
            #expect(text.contains("event: record\ndata: {"))
            #expect(client.text(until: #""raised":["hot"]"#) != nil, "and the devices' states follow")
        }

        @Test("health tells programs whether readings are taken")
        func health() throws {
            let scene = try ConsoleScene()
            #expect(try scene.ask("/health/live").status == 200)
            #expect(try scene.ask("/health/ready").status == 200)
            scene.local.kill()
            try scene.wait("/health/ready", "the broker is away") { $0.contains("the broker is disconnected") }
            #expect(try scene.ask("/health/ready").status == 503)
            #expect(try scene.ask("/health/live").status == 200)
        }

        @Test("a person's wishes are carried out, and refused with the reason")
        func writing() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 110)
            try scene.wait("/api/v1/devices/pump-7", "the latch holds") { $0.contains(#""latched":true"#) }
            let fan = "/api/v1/devices/pump-7/actuators/fan/override"
            #expect(try scene.write("PUT", fan, #"{"value":false,"for":"1m"}"#).status == 200)
            #expect(try scene.write("DELETE", fan).status == 200)
            let again = try scene.write("DELETE", fan)
            #expect(again.status == 409 && again.body.contains("not overridden"))
            #expect(try scene.write("PUT", fan, #"{"value":1,"for":"1m"}"#).status == 400)
            #expect(try scene.write("PUT", fan, #"{"value":true,"for":"5"}"#).status == 400)
            #expect(
                try scene.write("PUT", "/api/v1/devices/pump-8/actuators/fan/override", #"{"value":true,"for":"5s"}"#)
                    .status == 409)
            try scene.publish("pump-7", temperature: 20)
            try scene.wait("/api/v1/devices/pump-7", "it is cool") { $0.contains(#""value":20"#) }
            #expect(try scene.write("POST", "/api/v1/devices/pump-7/rules/stopped/acknowledgement").status == 200)
            try scene.wait("/api/v1/devices/pump-7", "the latch is open") { !$0.contains(#""latched":true"#) }
            #expect(scene.agent.log.contains("by the console's user at 127.0.0.1"))
        }

        @Test("wrong files are refused with the place of what is wrong, and the rules go on as they were")
        func refusedReload() throws {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 20)
            let wrong = ConsoleScene.pump.replacing("temperature > 80.0", with: "temprature > 30.0")
            try scene.agent.write(device: "pump", wrong)
            let answer = try scene.write("POST", "/api/v1/reload")
            #expect((400..<500).contains(answer.status), "\(answer)")
            let outcome = try JSONShape.parse(answer.body)
            let flaws = try #require(outcome["diagnostics"] as? [[String: Any]])
            #expect(outcome["ok"] as? Bool == false && flaws.count == 1, "\(answer.body)")
            let flaw = try #require(flaws.first)
            #expect((flaw["file"] as? String)?.hasSuffix("devices/pump.yaml") == true, "\(flaw)")
            let lines = wrong.split(separator: "\n")
            let line = try #require(lines.firstIndex { $0.contains("temprature") })
            let place = try #require(lines[line].range(of: "temprature")).lowerBound
            let column = lines[line].distance(from: lines[line].startIndex, to: place) + 1
            #expect(flaw["line"] as? Int == line + 1 && flaw["column"] as? Int == column, "\(flaw)")
            #expect((flaw["mend"] as? String)?.contains("temperature") == true, "\(flaw)")
            #expect((outcome["text"] as? String)?.contains("pump.yaml:\(line + 1):\(column): error: ") == true)

            // 40 is above the file's limit and below that of the rule in force.
            for (temperature, state) in [(40.0, "cleared"), (90.0, "raised")] {
                try scene.publish("pump-7", temperature: temperature)
                try scene.wait("/api/v1/devices/pump-7", "it is taken") {
                    $0.contains(#""value":\#(Int(temperature))"#)
                }
                let device = try scene.ask("/api/v1/devices/pump-7").body
                #expect(device.contains(#""name":"hot","severity":"warning","state":"\#(state)""#), "\(device)")
            }
            // The positive control: files that are right are taken up by the same request.
            try scene.agent.write(device: "pump", wrong.replacing("temprature", with: "temperature"))
            #expect(try scene.write("POST", "/api/v1/reload").status == 200)
            try scene.publish("pump-7", temperature: 20)
            try scene.publish("pump-7", temperature: 41)
            try scene.wait("/api/v1/devices/pump-7", "the new limit counts") {
                $0.contains(#""value":41"#) && $0.contains(#""state":"raised""#)
            }
        }

        @Test("a console on a Unix socket answers there, is for its group, and leaves nothing behind")
        func unixSocket() throws {
            let agent = try AgentProcess(
                gateway: """
                    gateway: g1
                    store: {path: "{store}"}
                    console: {listen: "unix:{store}/console.sock"}

                    """, devices: [:])
            let path = "\(agent.store)/console.sock"
            try agent.start()
            try eventually("it listens") { access(path, F_OK) == 0 }
            let answer = try agent.script(
                """
                python3 - <<'END'
                import socket
                client = socket.socket(socket.AF_UNIX)
                client.settimeout(10)
                client.connect("\(path)")
                client.sendall(b"GET /health/live HTTP/1.1\\r\\nHost: anything\\r\\nConnection: close\\r\\n\\r\\n")
                print(client.makefile().read())
                END
                """
            ).output
            #expect(answer.contains(" 200 OK") && answer.contains(#"{"status":"live"}"#), "\(answer)")
            var facts = stat()
            #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o660)
            #expect(agent.terminate() == 0)
            #expect(access(path, F_OK) != 0)
        }

        @Test("the console follows the files: it moves, and goes")
        func following() throws {
            let scene = try ConsoleScene()
            let other = LoopbackPort.free()
            func reload(_ console: String) throws {
                try scene.agent.write(
                    gateway: """
                        gateway: g1
                        mqtt: {local: {url: "mqtt://127.0.0.1:\(scene.local.port)"}}
                        store: {path: "{store}"}
                        \(console)

                        """)
                scene.agent.signal(SIGHUP)
            }
            func wait(_ why: String, until isRight: () -> Bool) throws {
                let limit = MonotonicClock.milliseconds() + 20_000
                while !isRight() { try #require(MonotonicClock.milliseconds() < limit, "\(why)") }
            }
            try reload(#"console: {listen: "127.0.0.1:\#(other)"}"#)
            try wait("the new port answers") { LoopbackPort.answers(other) && !LoopbackPort.answers(scene.port) }
            let answer = WebClient.ask(
                other, "POST", "/api/v1/reload", headers: ["Content-Type": "application/json"], body: "{}")
            #expect(answer?.status == 403, "without a token in the files nothing can be changed")
            try reload("")
            try wait("nothing answers any more") { !LoopbackPort.answers(other) }
        }
    }
}

/// As much of JSON Schema as the description uses.
struct JSONShape {
    private let document: [String: Any]

    init(_ document: [String: Any]) {
        self.document = document
    }

    static func parse(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    static func find(_ value: [String: Any], _ path: String...) -> Any? {
        path.reduce(value as Any?) { value, name in (value as? [String: Any])?[name] }
    }

    /// What differs, each as a place and a reason.
    func mistakes(of value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let path = reference.split(separator: "/").dropFirst().map(String.init)
            let target = path.reduce(document as Any?) { value, name in (value as? [String: Any])?[name] }
            guard let target = target as? [String: Any] else { return ["\(place): no \(reference)"] }
            return mistakes(of: value, target, at: place)
        }
        var mistakes: [String] = []
        let types = (schema["type"] as? [String]) ?? [schema["type"] as? String].compactMap(\.self)
        if !types.isEmpty, !types.contains(where: { JSONShape.isType($0, value) }) {
            mistakes.append("\(place): \(value) is no \(types)")
        }
        if let choices = schema["enum"] as? [String], !choices.contains(value as? String ?? "") {
            mistakes.append("\(place): \(value) is none of \(choices)")
        }
        if let object = value as? [String: Any] {
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                mistakes.append("\(place): no \(name)")
            }
            for (name, inner) in schema["properties"] as? [String: [String: Any]] ?? [:] {
                if let member = object[name] { mistakes += self.mistakes(of: member, inner, at: "\(place).\(name)") }
            }
        }
        if let items = schema["items"] as? [String: Any], let array = value as? [Any] {
            for (index, item) in array.enumerated() {
                mistakes += self.mistakes(of: item, items, at: "\(place)[\(index)]")
            }
        }
        return mistakes
    }

    private static func isType(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": value is NSNumber
        case "null": value is NSNull
        default: false
        }
    }
}
