import Decoding
import Telemetry
import Testing

/// Real messages of each format, through the topics and decoders that the format gives.
@Suite struct DeviceFormatTests {
    /// A device's messages, as an input of a file would take them.
    private struct Inbox {
        let sources: [PayloadSource]
        let matcher: TopicMatcher

        init(
            _ name: String, topic: String? = nil, _ signals: [(path: String, type: PayloadField.FieldType)],
            zone: (any LocalZone)? = nil
        ) throws {
            let format = try #require(DeviceFormat.named(name))
            let fields = try signals.map { PayloadField(path: try FieldPath($0.path), type: $0.type) }
            sources = try format.sources(topic: topic, fields: fields, zone: zone)
            matcher = TopicMatcher(sources.map(\.topic))
        }

        var subscriptions: [String] { sources.map(\.topic.subscription) }

        /// The values by the position of their signal, and the device; nil where nobody wants the topic.
        func take(_ topic: String, _ payload: String) throws -> [DecodedRecord]? {
            var found: [DecodedRecord]?
            for match in topic.withBytes({ bytes in
                var matches: [(Int, String)] = []
                matcher.forEachMatch(bytes) { match in
                    let name = match.captureCount == 0 ? "" : String(decoding: bytes[match.capture(0)], as: UTF8.self)
                    matches.append((match.filter, name))
                }
                return matches
            }) {
                let source = sources[match.0]
                found =
                    try (found ?? [])
                    + source.makeDecoder().records(payload).get().map { record in
                        var record = record
                        record.values = Dictionary(
                            uniqueKeysWithValues: record.values.map { (source.fieldIndices[$0.key], $0.value) })
                        record.device = record.device ?? match.1
                        return record
                    }
            }
            return found
        }
    }

    @Test("Tasmota: sensors, relays, state and availability, in local time")
    func tasmota() throws {
        let inbox = try Inbox(
            "tasmota",
            [
                ("DS18B20.Temperature", .number), ("POWER", .flag), ("online", .flag), ("Wifi.RSSI", .number),
                ("ENERGY.Power", .number), ("Dimmer", .number),
            ], zone: FixedZone(secondsEastOfUTC: 3600))
        #expect(
            Set(inbox.subscriptions) == [
                "tele/+/SENSOR", "stat/+/POWER", "tele/+/STATE", "tele/+/LWT", "stat/+/RESULT",
            ])
        #expect(
            try inbox.take("tele/boiler/SENSOR", #"{"Time":"2017-02-16T10:13:52","DS18B20":{"Temperature":20.6}}"#)
                == [DecodedRecord(values: [0: .number(20.6)], milliseconds: 1_487_236_432_000, device: "boiler")])
        #expect(
            try inbox.take("stat/boiler/POWER", "OFF") == [DecodedRecord(values: [1: .flag(false)], device: "boiler")])
        #expect(
            try inbox.take("tele/boiler/LWT", "Online") == [DecodedRecord(values: [2: .flag(true)], device: "boiler")])
        #expect(
            try inbox.take(
                "tele/boiler/STATE", #"{"Time":"2017-02-16T10:13:52","POWER":"ON","Wifi":{"RSSI":70},"Dimmer":40}"#)
                == [
                    DecodedRecord(
                        values: [1: .flag(true), 3: .number(70), 5: .number(40)], milliseconds: 1_487_236_432_000,
                        device: "boiler")
                ])
        #expect(
            try inbox.take("stat/boiler/RESULT", #"{"POWER":"ON","Dimmer":50}"#)
                == [DecodedRecord(values: [5: .number(50)], device: "boiler")])
        // A command on its way to a relay is no reading.
        #expect(try inbox.take("cmnd/boiler/POWER", "ON") == nil)
    }

    @Test("Tasmota: without a zone the time of arrival holds, and it is told")
    func tasmotaWithoutZone() throws {
        let inbox = try Inbox("tasmota", [("DS18B20.Temperature", .number)])
        let records = try inbox.take("tele/b/SENSOR", #"{"Time":"2017-02-16T10:13:52","DS18B20":{"Temperature":20.6}}"#)
        #expect(records == [DecodedRecord(values: [0: .number(20.6)], flaw: .noZone, device: "b")])
    }

    @Test("Tasmota: a changed FullTopic, and the topic of one channel alone")
    func tasmotaTopics() throws {
        let moved = try Inbox("tasmota", topic: "home/{device}/{prefix}", [("POWER2", .flag), ("online", .flag)])
        #expect(Set(moved.subscriptions) == ["home/+/stat/POWER2", "home/+/tele/STATE", "home/+/tele/LWT"])
        #expect(try moved.take("home/x/stat/POWER2", "ON") == [DecodedRecord(values: [0: .flag(true)], device: "x")])
        let sensor = try Inbox("tasmota", topic: "tele/{device}/SENSOR", [("BME280.Humidity", .number)])
        #expect(sensor.subscriptions == ["tele/+/SENSOR"])
        let power = try Inbox("tasmota", topic: "stat/{device}/POWER1", [(".", .flag)])
        #expect(try power.take("stat/x/POWER1", "ON") == [DecodedRecord(values: [0: .flag(true)], device: "x")])
        #expect(throws: DeviceFormatError.self) { try Inbox("tasmota", topic: "home/{device}", [("POWER", .flag)]) }
        #expect(throws: DeviceFormatError.flagNeeded(fieldIndex: 0)) { try Inbox("tasmota", [("online", .number)]) }
    }

    @Test("Zigbee2MQTT: values and both forms of availability; commands and the bridge are no devices")
    func zigbee2mqtt() throws {
        let inbox = try Inbox(
            "zigbee2mqtt", topic: "zigbee2mqtt/{device+}",
            [("temperature", .number), ("state", .flag), ("online", .flag)])
        #expect(Set(inbox.subscriptions) == ["zigbee2mqtt/#"])
        #expect(
            try inbox.take("zigbee2mqtt/kitchen/lamp", #"{"temperature":27.34,"state":"ON"}"#)
                == [DecodedRecord(values: [0: .number(27.34), 1: .flag(true)], device: "kitchen/lamp")])
        for payload in [#"{"state":"online"}"#, "online"] {
            #expect(
                try inbox.take("zigbee2mqtt/kitchen/lamp/availability", payload)
                    == [DecodedRecord(values: [2: .flag(true)], device: "kitchen/lamp")])
        }
        for topic in [
            "kitchen/lamp/set", "kitchen/lamp/get", "bridge/devices", "bridge/state", "bridge/lamp/availability",
        ] {
            #expect(try inbox.take("zigbee2mqtt/" + topic, "{}") == nil, "\(topic)")
        }
        let plain = try Inbox("zigbee2mqtt", [("last", .any), ("online", .flag)])
        #expect(Set(plain.subscriptions) == ["zigbee2mqtt/+", "zigbee2mqtt/+/availability"])
        #expect(try plain.take("zigbee2mqtt/lamp", #"{"x":1,"last_seen":1}"#) == [DecodedRecord(device: "lamp")])
    }

    @Test("Shelly: notifications tell only what changed, and status topics the whole component")
    func shelly() throws {
        let inbox = try Inbox(
            "shelly",
            [
                (#""switch:0".output"#, .flag), (#""switch:0".apower"#, .number), (#"["temperature:0"].tC"#, .number),
                ("online", .flag),
            ])
        #expect(
            Set(inbox.subscriptions) == ["+/events/rpc", "+/status/switch:0", "+/status/temperature:0", "+/online"])
        let notification = #"""
            {"src":"shellyplus1pm-a8","dst":"x/events","method":"NotifyStatus","params":{"ts":1700000000.12,"switch:0":{"id":0,"output":true}}}
            """#
        #expect(
            try inbox.take("plug-1/events/rpc", notification)
                == [DecodedRecord(values: [0: .flag(true)], milliseconds: 1_700_000_000_120, device: "plug-1")])
        let other =
            #"{"src":"x","method":"NotifyEvent","params":{"ts":1.7e9,"events":[{"component":"input:0","event":"single_push"}]}}"#
        #expect(try inbox.take("plug-1/events/rpc", other)?.map(\.values) == [[:]])
        #expect(
            try inbox.take("plug-1/status/switch:0", #"{"id":0,"output":false,"apower":12.5}"#)
                == [DecodedRecord(values: [0: .flag(false), 1: .number(12.5)], device: "plug-1")])
        #expect(
            try inbox.take("plug-1/online", "false") == [DecodedRecord(values: [3: .flag(false)], device: "plug-1")])
    }

    @Test("ESPHome: one bare value a topic, JSON for lights, and nan is no value")
    func esphome() throws {
        let inbox = try Inbox(
            "esphome",
            [
                ("sensor.outside", .number), ("binary_sensor.door", .flag), ("light.desk.brightness", .number),
                ("climate.living.mode", .text), ("online", .flag),
            ])
        #expect(try inbox.take("node/sensor/outside/state", "21.4")?.map(\.values) == [[0: .number(21.4)]])
        #expect(try inbox.take("node/sensor/outside/state", "nan")?.map(\.values) == [[0: nil]])
        #expect(try inbox.take("node/binary_sensor/door/state", "ON")?.map(\.values) == [[1: .flag(true)]])
        #expect(
            try inbox.take("node/light/desk/state", #"{"state":"ON","brightness":128}"#)?.map(\.values) == [
                [2: .number(128)]
            ])
        #expect(try inbox.take("node/climate/living/mode/state", "heat")?.map(\.values) == [[3: .text("heat")]])
        #expect(try inbox.take("node/status", "offline")?.map(\.values) == [[4: .flag(false)]])
        #expect(throws: DeviceFormatError.noSuchPlace(fieldIndex: 0, format: "esphome")) {
            try Inbox("esphome", [("temperature", .number)])
        }
    }

    @Test("ThingsBoard: a device's telemetry in all its forms, and a gateway's for many devices")
    func thingsboard() throws {
        let device = try Inbox("thingsboard", topic: "site/{device}/telemetry", [("t", .number)])
        for (payload, time) in [
            (#"{"t":1}"#, nil), (#"{"ts":1700000000000,"values":{"t":1}}"#, 1_700_000_000_000), (#"[{"t":1}]"#, nil),
            (#"[{"ts":1700000000000,"values":{"t":1}}]"#, 1_700_000_000_000),
        ] as [(String, Int64?)] {
            #expect(
                try device.take("site/a/telemetry", payload)
                    == [DecodedRecord(values: [0: .number(1)], milliseconds: time, device: "a")])
        }
        let gateway = try Inbox("thingsboard_gateway", [("t", .number)])
        #expect(gateway.subscriptions == ["v1/gateway/telemetry"])
        #expect(
            try gateway.take(
                "v1/gateway/telemetry", #"{"Dev A":[{"ts":1700000000000,"values":{"t":1}}],"Dev B":[{"t":2},{"t":3}]}"#)
                == [
                    DecodedRecord(values: [0: .number(1)], milliseconds: 1_700_000_000_000, device: "Dev A"),
                    DecodedRecord(values: [0: .number(2)], device: "Dev B"),
                    DecodedRecord(values: [0: .number(3)], device: "Dev B"),
                ])
    }

    @Test("every format is described, is found by its name, and its own signals have topics")
    func descriptions() throws {
        #expect(DeviceFormat.all.map(\.name) == DeviceFormat.all.map(\.name).sorted())
        for format in DeviceFormat.all {
            #expect(!format.title.isEmpty && !format.about.isEmpty)
            #expect(format.example.contains("decode: \(format.name)\n"))
            #expect(PayloadFormat(rawValue: format.name) == nil, "decode: names one thing")
            let fields = format.signals.map { PayloadField(path: $0.path, type: $0.type) }
            #expect(try Set(format.sources(fields: fields).flatMap(\.fieldIndices)) == Set(fields.indices))
        }
        #expect(DeviceFormat.named("nothing") == nil)
    }
}
