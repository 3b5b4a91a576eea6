import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir discover`, fed with what mosquitto_sub writes.
    @Suite struct DiscoverCommand {
        private static func message(_ topic: String, _ payload: String) throws -> String {
            let object = ["topic": "homeassistant/\(topic)/config", "payload": payload]
            return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        }

        private static func plug(_ rest: String, device: String = #"{"ids":["p1"],"name":"Fan plug","mf":"Tasmota"}"#)
            -> String
        {
            #"{\#(rest),"avty_t":"tele/plug/LWT","pl_avail":"Online","pl_not_avail":"Offline","dev":\#(device)}"#
        }

        private func discover(_ messages: [String], _ options: String = "", check: Bool = false) throws -> (
            code: Int32, output: String, errors: String
        ) {
            let folder = TemporaryDirectory("weir-discover")
            let path = "\(folder.path)/messages"
            try Data((messages.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
            let agent = try AgentProcess(gateway: "gateway: g\n", devices: [:])
            let then =
                check ? "> '\(folder.path)/device.yaml' && \"$1\" check --trust-all '\(folder.path)/device.yaml'" : ""
            let result = try agent.script("\"$1\" discover '\(path)' \(options) \(then)")
            return (result.code, result.output, result.errors)
        }

        private static func announcements() throws -> [String] {
            [
                try message(
                    "sensor/x/power",
                    plug(
                        #""name":"Fan plug Power","stat_t":"tele/plug/SENSOR","val_tpl":"{{ value_json['ENERGY'].Power }}","unit_of_meas":"W""#
                    )),
                try message(
                    "sensor/x/heat",
                    plug(#""name":"Heat ${HOME}","stat_t":"tele/plug/heat","unit_of_meas":"°C""#)),
                try message(
                    "switch/x/relay", plug(#""name":"in","stat_t":"stat/plug/POWER","cmd_t":"cmnd/plug/POWER""#)),
                try message("sensor/x/sum", plug(#""name":"Sum","stat_t":"a/b","val_tpl":"{{ value|int + 1 }}""#)),
                try message("sensor/x/gone", plug(#""name":"Gone","stat_t":"a/c""#)),
                try message("sensor/x/gone", ""),
            ]
        }

        @Test("a device that announces itself becomes a file that the check takes")
        func file() throws {
            let result = try discover(try Self.announcements())
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output.contains("device: \"fan-plug\""))
            #expect(result.output.contains("power: {at: \"ENERGY.Power\", number: true"))
            #expect(result.output.contains("power: {unit: \"W\"}") && result.output.contains("{unit: \"Cel\"}"))
            #expect(
                result.output.contains("value_in: {at: \".\", on: \"ON\", off: \"OFF\""), "in is a word of expressions")
            #expect(result.output.contains("{mqtt: \"tele/plug/LWT\", decode: availability, signal: online}"))
            #expect(!result.output.contains("gone") && !result.output.contains("sum"))
            #expect(result.errors.contains("computed by a template"))
            #expect(
                result.output.contains(
                    ##"#     mqtt: {topic: "cmnd/plug/POWER", payload: {on: "ON", off: "OFF"}, state: value_in}"##))
            let whole = try discover(try Self.announcements(), "| sed 's/^# \\(actuators\\|  \\)/\\1/'", check: true)
            #expect(whole.code == 0 && !whole.errors.contains("error"), "\(whole.errors)")
            let checked = try discover(try Self.announcements(), check: true)
            #expect(checked.code == 0 && !checked.errors.contains("error"), "\(checked.errors)")
        }

        @Test("of several devices one is named; nothing announced is an error")
        func several() throws {
            let other = Self.plug(#""name":"T","stat_t":"o/t""#, device: #"{"ids":["o"],"name":"Other"}"#)
            let messages = try Self.announcements() + [try Self.message("sensor/o/t", other)]
            let unnamed = try discover(messages)
            #expect(unnamed.code == 2 && unnamed.output == "" && unnamed.errors.contains("fan-plug, other"))
            let named = try discover(messages, "--device other")
            #expect(named.code == 0 && named.output.contains("mqtt: \"o/t\""))
            #expect(try discover([#"{"topic":"plant/x","payload":"{}"}"#]).code == 1)
            #expect(try discover(["hello"]).code == 1)
        }

        @Test("what devices keep announced on a real broker becomes a file that works with what they say there")
        func live() throws {
            let local = try MosquittoBroker()
            let plant = try PlainClient(port: local.port, identifier: "plant")
            let power = Self.plug(
                #""name":"Fan plug Power","stat_t":"tele/plug/SENSOR","val_tpl":"{{ value_json.ENERGY.Power }}","unit_of_meas":"W""#
            )
            let relay = Self.plug(#""name":"Relay","stat_t":"stat/plug/POWER","cmd_t":"cmnd/plug/POWER""#)
            try plant.publish("homeassistant/sensor/x/power/config", power, retain: true)
            try plant.publish("homeassistant/switch/x/relay/config", relay, retain: true)
            // What other devices say without announcing themselves is none of its business.
            try plant.publish("plant/pump-7/telemetry", #"{"temp":20}"#, retain: true)
            try plant.publish("homeassistant/status", "online", retain: true)
            try plant.flush()
            let agent = try AgentProcess(gateway: Files.gateway(local: local.port), devices: [:])
            let listening = "mosquitto_sub -h 127.0.0.1 -p \(local.port) -t '#' -W 2 -F %j"
            let found = try agent.script(
                "umask 077; \(listening) | \"$1\" discover > \"$2/devices/plug.yaml\" && \"$1\" check --config \"$2\"")
            #expect(found.code == 0 && found.output.hasPrefix("ok"), "\(found.errors)")
            try agent.start()
            try agent.waitUntil("connected") { $0.isLocalConnected }
            try plant.publish("tele/plug/LWT", "Online", retain: true)
            try plant.publish("tele/plug/SENSOR", #"{"ENERGY":{"Power":41.5}}"#)
            try plant.flush()
            try agent.waitUntil("the plug's power") {
                try $0.shown("control", "devices", "fan-plug", "values", "power") == "41.5"
            }
        }
    }
}
