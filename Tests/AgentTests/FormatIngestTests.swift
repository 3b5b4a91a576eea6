import Configuration
import Decoding
import Engine
import Telemetry
import Testing

@testable import Agent

/// The bytes that real devices send end in the right signals of the right device: through the files, the router, the
/// decoders and the engine.
@Suite struct FormatIngestTests {
    private final class Fixture {
        let host: EngineHost
        let ingestor: Ingestor
        var inputs: [String] = []
        /// The device's own time of each reading.
        var times: [Int64?] = []
        var outputs = Outputs()
        /// Wall clock at the engine's zero.
        static let wall: Int64 = 1_700_000_000_000

        init(_ devices: [String], gateway: String = "") throws {
            let files = Dictionary(uniqueKeysWithValues: devices.enumerated().map { ("d\($0)", $1) })
            let configuration = try configuration(
                devices: files, gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\"}}\n\(gateway)")
            host = EngineHost(Engine(plan: configuration.plan))
            ingestor = Ingestor(configuration: configuration, isLimited: true)
            var start = Input()
            start.kind = .start
            start.wallOffset = Fixture.wall
            host.step(start, into: &outputs)
        }

        /// - Returns: why it was not taken, or what became of its records.
        @discardableResult
        func take(_ topic: String, _ payload: String, now: Int64 = 0, isRetained: Bool = false) -> String {
            take(topic, Array(payload.utf8), now: now, isRetained: isRetained)
        }

        @discardableResult
        func take(_ topic: String, _ payload: [UInt8], now: Int64 = 0, isRetained: Bool = false) -> String {
            inputs = []
            times = []
            let reason = Array(topic.utf8).withUnsafeBytes { topic in
                payload.withUnsafeBytes { payload in
                    ingestor.take(
                        topic: topic, payload: payload, content: Ingestor.content(topic: topic, payload: payload),
                        isRetained: isRetained, now: Instant(milliseconds: now), devices: host
                    ) { input in
                        if input.kind == .admission {
                            inputs.append("admit \(input.name)")
                        } else {
                            inputs.append("\(host.engine.name(of: input.device)) \(input.reading.values.count)")
                            times.append(input.reading.time?.milliseconds)
                        }
                        host.step(input, into: &outputs)
                    }
                }
            }
            var words = [reason?.name ?? "taken"]
            ingestor.flaws.forEachRefusal { words.append("\($0.name) \($1)") }
            ingestor.flaws.forEachTimeFlaw { words.append("\($0.name) \($1)") }
            return words.joined(separator: ", ")
        }

        func values(_ device: String) -> String {
            guard let index = host.device(named: device) else { return "no device" }
            return host.engine.values(device: index).map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        }
    }

    private static func file(_ input: String, signals: [String], name: String = "{device}", rest: String = "") -> String
    {
        let used = signals.map { "\($0): [last]" }.joined(separator: ", ")
        return """
            device: "\(name)"
            inputs:
              i: \(input)
            summaries: {m: {every: 1h, of: {\(used)}}}
            \(rest)
            """
    }

    // MARK: Devices

    @Test("Tasmota: a sensor message, a relay's state in either form, and the last will")
    func tasmota() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: tasmota, time: {zone: UTC}, signals: {t: DS18B20.Temperature, on: POWER, online: online}}",
                signals: ["t", "on", "online"])
        ])
        fixture.take("tele/plug/LWT", "Online", isRetained: true)
        #expect(fixture.inputs == ["admit plug", "plug 1"])
        fixture.take("tele/plug/SENSOR", #"{"Time":"2023-11-14T22:13:21","DS18B20":{"Temperature":20.6}}"#)
        #expect(fixture.times == [1_700_000_001_000])
        fixture.take("stat/plug/POWER", "OFF")
        #expect(fixture.values("plug") == "t=20.6 on=false online=true")
        fixture.take("tele/plug/STATE", #"{"Time":"2023-11-14T22:13:22","Uptime":"0T00:10:00","POWER":"ON"}"#)
        fixture.take("tele/plug/LWT", "Offline")
        #expect(fixture.values("plug") == "t=20.6 on=true online=false")
        #expect(fixture.take("cmnd/plug/POWER", "ON") == "topic_unmatched")
        #expect(
            fixture.take("tele/plug/SENSOR", #"{"Time":"2023-11-14T22:13:23","ENERGY":{"Power":3}}"#) == "taken",
            "messages are partial: it still says that the device is there")
        #expect(fixture.inputs == ["plug 0"])
    }

    @Test("Tasmota: without a zone the time of arrival holds, and that is counted")
    func tasmotaWithoutZone() throws {
        let fixture = try Fixture([Self.file("{decode: tasmota, signals: {t: DS18B20.Temperature}}", signals: ["t"])])
        #expect(
            fixture.take("tele/x/SENSOR", #"{"Time":"2017-02-16T10:13:52","DS18B20":{"Temperature":20.6}}"#)
                == "taken, time_without_zone 1")
        #expect(fixture.times == [nil])
    }

    @Test("Zigbee2MQTT: names with slashes; availability in both spellings; commands and the bridge are no devices")
    func zigbee2mqtt() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: zigbee2mqtt, mqtt: \"zigbee2mqtt/{device+}\", signals: {temperature: temperature, online: online}}",
                signals: ["temperature", "online"], name: "{device+}")
        ])
        fixture.take("zigbee2mqtt/cellar/north", #"{"temperature":27.34,"linkquality":80}"#)
        fixture.take("zigbee2mqtt/cellar/north/availability", "online")
        #expect(fixture.values("cellar.north") == "temperature=27.34 online=true")
        fixture.take("zigbee2mqtt/cellar/north/availability", #"{"state":"offline"}"#)
        #expect(fixture.values("cellar.north") == "temperature=27.34 online=false")
        #expect(fixture.take("zigbee2mqtt/cellar/north/set", #"{"state":"ON"}"#) == "topic_unmatched")
        #expect(fixture.take("zigbee2mqtt/bridge/state", #"{"state":"online"}"#) == "topic_unmatched")
        #expect(fixture.host.engine.deviceCount == 1)
    }

    @Test("Shelly: notifications tell what changed, and the rest stays as it was")
    func shelly() throws {
        let fixture = try Fixture([
            Self.file("{decode: shelly, signals: [on, power, online]}", signals: ["on", "power", "online"])
        ])
        let topic = "shellyplus1pm-a1/events/rpc"
        func notify(_ parameters: String) -> String {
            #"{"src":"shellyplus1pm-a1","dst":"shellyplus1pm-a1/events","method":"NotifyStatus","params":{\#(parameters)}}"#
        }
        fixture.take(topic, notify(#""ts":1700000001.25,"switch:0":{"id":0,"output":true,"apower":41.5}"#))
        #expect(fixture.times == [1_700_000_001_250])
        #expect(fixture.values("shellyplus1pm-a1") == "on=true power=41.5")
        fixture.take(topic, notify(#""ts":1700000002,"switch:0":{"id":0,"apower":40.25}"#))
        #expect(fixture.values("shellyplus1pm-a1") == "on=true power=40.25")
        fixture.take(topic, notify(#""ts":1700000003,"sys":{"uptime":5}"#))
        #expect(fixture.inputs == ["shellyplus1pm-a1 0"])
        fixture.take("shellyplus1pm-a1/status/switch:0", #"{"id":0,"source":"button","output":false,"apower":0.0}"#)
        fixture.take("shellyplus1pm-a1/online", "true")
        #expect(fixture.values("shellyplus1pm-a1") == "on=false power=0 online=true")
    }

    @Test("ESPHome: one bare value on each topic")
    func esphome() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: esphome, signals: {t: sensor.outside_temperature, open: binary_sensor.door, online: online}}",
                signals: ["t", "open", "online"], rest: "signals: {t: {unit: Cel}, open: {type: bool}}")
        ])
        fixture.take("porch/sensor/outside_temperature/state", "21.4")
        fixture.take("porch/binary_sensor/door/state", "ON")
        fixture.take("porch/status", "online")
        #expect(fixture.values("porch") == "t=21.4 open=true online=true")
        fixture.take("porch/sensor/outside_temperature/state", "nan")
        #expect(fixture.values("porch") == "open=true online=true")
    }

    @Test("ThingsBoard: plain, with a time, and in arrays")
    func thingsboard() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: thingsboard, mqtt: \"site/{device}/telemetry\", signals: {t: t, h: h}}", signals: ["t", "h"])
        ])
        fixture.take("site/a/telemetry", #"{"t":20,"h":50}"#)
        #expect(fixture.times == [nil])
        fixture.take("site/a/telemetry", #"{"ts":1700000001000,"values":{"t":21}}"#)
        #expect(fixture.values("a") == "t=21 h=50")
        fixture.take(
            "site/a/telemetry", #"[{"ts":1700000002000,"values":{"t":22}},{"ts":1700000003000,"values":{"h":52}}]"#)
        #expect(fixture.inputs == ["a 1", "a 1"] && fixture.times == [1_700_000_002_000, 1_700_000_003_000])
        #expect(fixture.values("a") == "t=22 h=52")
    }

    @Test("ThingsBoard's gateway: one message tells of several devices, and their names are checked as in topics")
    func thingsboardGateway() throws {
        let pumps = Self.file("{decode: thingsboard_gateway, signals: {t: t}}", signals: ["t"])
        let fixture = try Fixture([pumps], gateway: "limits: {devices: 3}\n")
        let payload =
            #"{"pump-7":[{"ts":1700000001000,"values":{"t":1}},{"ts":1700000002000,"values":{"t":2}}],"hall/9":{"ts":1700000002000,"t":3}}"#
        #expect(fixture.take("v1/gateway/telemetry", payload) == "taken")
        #expect(fixture.inputs == ["admit pump-7", "pump-7 1", "pump-7 1", "admit hall.9", "hall.9 1"])
        #expect(fixture.values("pump-7") == "t=2" && fixture.values("hall.9") == "t=3")
        #expect(
            fixture.take("v1/gateway/telemetry", #"{"Dev A":[{"t":4}],"pump-7":[{"t":5}]}"#)
                == "taken, device_name_invalid 1")
        #expect(fixture.take("v1/gateway/telemetry", #"{"..":[{"t":4}]}"#) == "device_name_invalid")
        #expect(
            fixture.take("v1/gateway/telemetry", #"{"new-1":[{"t":4}],"new-2":[{"t":5}]}"#)
                == "taken, device_limit 1")
        #expect(fixture.host.engine.deviceCount == 3)
    }

    @Test("a gateway's devices are shared out to the files that list them")
    func sharedGateway() throws {
        func file(_ devices: String) -> String {
            "devices: \(devices)\n" + Self.file("{decode: thingsboard_gateway, signals: {t: t}}", signals: ["t"])
        }
        let fixture = try Fixture([file("[a, b]"), file("[c]")])
        #expect(fixture.take("v1/gateway/telemetry", #"{"a":[{"t":1}],"c":[{"t":3}]}"#).hasPrefix("taken"))
        #expect(fixture.values("a") == "t=1" && fixture.values("c") == "t=3" && fixture.values("b") == "")
        #expect(fixture.take("v1/gateway/telemetry", #"{"d":[{"t":1}]}"#).hasPrefix("device_not_listed"))
    }

    // MARK: Payloads

    @Test("SenML: a pack is a reading for each time, absolute or before now")
    func senml() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: senml, mqtt: \"site/{device}/senml\", signals: {t: {at: t, unit: Cel}, door: door}}",
                signals: ["t", "door"], rest: "signals: {door: {type: bool}}")
        ])
        let pack =
            #"[{"bn":"urn:dev:x:","bt":1.700000001e9,"bu":"Cel"},{"n":"t","v":21.5,"t":-5},{"n":"t","v":22},{"n":"door","u":"","vb":true}]"#
        #expect(fixture.take("site/x/senml", pack) == "taken")
        #expect(
            fixture.inputs == ["admit x", "x 1", "x 2"] && fixture.times == [1_699_999_996_000, 1_700_000_001_000])
        #expect(fixture.values("x") == "t=22 door=true")
        let relative = #"[{"n":"t","v":23,"t":-5},{"n":"t","v":24}]"#
        fixture.take("site/x/senml", relative, now: 60_000)
        #expect(fixture.times == [Fixture.wall + 55_000, nil])
        fixture.take("site/x/senml", relative, now: 70_000, isRetained: true)
        #expect(fixture.times == [nil, nil], "how old a retained message is nobody knows")
        #expect(fixture.take("site/x/senml", #"[{"n":"t","u":"Far","v":70}]"#) == "wrong_unit")
    }

    @Test("a pack that lists its records signal by signal is taken in the order of their times")
    func packOrder() throws {
        let fixture = try Fixture([
            Self.file("{decode: senml, mqtt: \"site/{device}\", signals: {t: t, h: h}}", signals: ["t", "h"])
        ])
        let pack = #"[{"bt":-60,"n":"t","v":1},{"n":"t","v":2,"t":30},{"n":"h","v":50},{"n":"h","v":51,"t":30}]"#
        fixture.take("site/x", pack)
        #expect(fixture.times == [-60_000, -60_000, -30_000, -30_000].map { Fixture.wall + $0 })
        #expect(fixture.values("x") == "t=2 h=51")
        #expect(fixture.host.engine.counters.readingsOutOfOrder == 0)
    }

    @Test("CBOR: paths as in JSON")
    func cbor() throws {
        let fixture = try Fixture([
            Self.file(
                "{decode: cbor, mqtt: \"site/{device}/cbor\", time: {field: ts, unit: auto}, signals: {t: a.t}}",
                signals: ["t"])
        ])
        // {"ts": 1700000001, "a": {"t": 21.5}}
        let payload: [UInt8] = [
            0xA2, 0x62, 0x74, 0x73, 0x1A, 0x65, 0x53, 0xF1, 0x01, 0x61, 0x61, 0xA1, 0x61, 0x74, 0xF9, 0x4D, 0x60,
        ]
        #expect(fixture.take("site/x/cbor", payload) == "taken")
        #expect(fixture.values("x") == "t=21.5" && fixture.times == [1_700_000_001_000])
        #expect(fixture.take("site/x/cbor", [0xFF]) == "invalid_cbor")
    }

    @Test("a batch of JSON records names its devices and its times")
    func batch() throws {
        let fixture = try Fixture([
            Self.file(
                "{mqtt: gw/batch, time: ts, records: {at: batch, device: id}, signals: {t: t}}", signals: ["t"])
        ])
        let payload =
            #"{"batch":[{"id":"a","ts":1700000001000,"t":1},{"id":"b","ts":1700000002000,"t":2},{"t":3}]}"#
        #expect(fixture.take("gw/batch", payload) == "taken, device_name_invalid 1")
        #expect(fixture.inputs == ["admit a", "a 1", "admit b", "b 1"])
        #expect(fixture.values("a") == "t=1" && fixture.values("b") == "t=2")
    }

    @Test("words, numbers in quotes and marks of no value are read as the file says")
    func words() throws {
        let fixture = try Fixture([
            Self.file(
                "{mqtt: \"s/{device}\", signals: {open: {at: o, on: [OPEN, 1], off: [SHUT, 0]}, t: {number: true, none: [\"\", -127]}}}",
                signals: ["open", "t"])
        ])
        fixture.take("s/x", #"{"o":"OPEN","t":"21.5"}"#)
        #expect(fixture.values("x") == "open=true t=21.5")
        fixture.take("s/x", #"{"o":0,"t":-127}"#)
        #expect(fixture.values("x") == "open=false")
    }

    @Test("an input's topics are all read, and a message that two of them take counts once")
    func topicList() throws {
        let fixture = try Fixture([
            Self.file("{mqtt: [\"a/{device}/x\", \"a/{device}/#\"], signals: {t: t}}", signals: ["t"])
        ])
        fixture.take("a/d/x", #"{"t":1}"#)
        #expect(fixture.inputs == ["admit d", "d 1"])
        fixture.take("a/d/y", #"{"t":2}"#)
        #expect(fixture.inputs == ["d 1"] && fixture.values("d") == "t=2")
    }

    @Test("a pack's readings count against the rate, all of them")
    func packRate() throws {
        let fixture = try Fixture([
            Self.file("{mqtt: \"a/{device}\", rate: 1/s, records: r, signals: {t: t}}", signals: ["t"])
        ])
        let pack = #"{"r":[\#(Array(repeating: #"{"t":1}"#, count: 100).joined(separator: ","))]}"#
        #expect(fixture.take("a/d", pack) == "taken")
        #expect(fixture.take("a/d", pack) == "rate_limited", "60 s at 1/s are 60 readings")
        #expect(fixture.take("a/d", pack, now: 41_000) == "taken")
    }
}
