import Decoding
import Telemetry
import TestSupport
import Testing

@Suite struct DiscoveryTests {
    private func parse(_ topic: String, _ payload: String) throws -> (
        entities: [DiscoveredEntity], flaws: [Discovery.Flaw]
    ) {
        let topic = try #require(DiscoveryTopic(topic))
        guard case .announced(let entities, let flaws) = try Discovery.parse(topic: topic, payload: Array(payload.utf8))
        else { throw Refusal(.emptyPayload) }
        return (entities, flaws)
    }

    @Test("an entity with abbreviations and a base topic is read, and its value decoded")
    func entity() throws {
        let (entities, flaws) = try parse(
            "homeassistant/sensor/kitchen/temperature/config",
            #"""
            {"~":"z2m/kitchen","name":"Temperature","stat_t":"~/state","val_tpl":"{{ value_json.climate['temp'] | float }}",
             "unit_of_meas":"°C","dev_cla":"temperature","uniq_id":"k1_temp","avty":[{"t":"~/status"}],
             "dev":{"ids":["k1","k2"],"name":"Kitchen","mf":"Acme","mdl":"T1"}}
            """#)
        let entity = try #require(entities.first)
        #expect(flaws.isEmpty && entities.count == 1)
        #expect(entity.component == "sensor" && entity.id == "k1_temp" && entity.name == "Temperature")
        #expect(entity.stateTopic == "z2m/kitchen/state" && entity.unit == "°C" && entity.deviceClass == "temperature")
        #expect(entity.deviceName == "Kitchen" && entity.deviceIdentifier == "k1" && entity.manufacturer == "Acme")
        #expect(try entity.path == FieldPath("climate.temp"))
        #expect(entity.availability.map(\.topic) == ["z2m/kitchen/status"])
        let decoder = try entity.source().makeDecoder()
        #expect(try decoder.records(#"{"climate":{"temp":"21.5"}}"#).get().map(\.values) == [[0: .number(21.5)]])
    }

    @Test("a whole device announces its components; flags get their words")
    func device() throws {
        let (entities, flaws) = try parse(
            "homeassistant/device/plug/config",
            #"""
            {"dev":{"ids":"plug9","name":"Plug"},"o":{"name":"maker"},"state_topic":"plug/state","cmps":{
              "relay":{"p":"switch","unique_id":"plug9_relay","cmd_t":"plug/set","pl_on":"1","pl_off":"0","stat_t":"plug/relay"},
              "power":{"p":"sensor","val_tpl":"{{value_json.power}}","unit_of_meas":"W"},
              "restart":{"p":"button","cmd_t":"plug/restart"},"gone":{},
              "computed":{"p":"sensor","val_tpl":"{{ value_json.a * 2 }}"}}}
            """#)
        #expect(entities.map(\.id) == ["plug9_relay", "plug_power"])
        #expect(entities.map(\.stateTopic) == ["plug/relay", "plug/state"])
        #expect(flaws.map(\.reason) == [.noStateTopic, .template("{{ value_json.a * 2 }}")])
        #expect(flaws.map(\.id) == ["plug_restart", "plug_computed"])
        let relay = try entities[0].source().makeDecoder()
        #expect(try relay.records("1").get().map(\.values) == [[0: .flag(true)]])
        #expect(try relay.records("0").get().map(\.values) == [[0: .flag(false)]])
        #expect(entities[0].command?.topic == "plug/set")
    }

    @Test("an empty message removes what was announced; a hostile topic is not subscribed to")
    func removalAndTopics() throws {
        let topic = try #require(DiscoveryTopic("homeassistant/sensor/x/config"))
        #expect(try Discovery.parse(topic: topic, payload: []) == .removed(topic))
        // The last one has more levels than a topic is taken apart into.
        let levels = String(repeating: "a/", count: 200)
        for state in ["#", "a/+/b", "$SYS/x", "a\u{0}b", "{device}/x", "a\u{1B}", "a}", levels] {
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("state_topic", state)
            writer.endObject()
            // A NUL is refused with the whole message.
            guard let (entities, flaws) = try? parse("homeassistant/sensor/x/config", writer.text) else { continue }
            #expect(entities.isEmpty && flaws.count == 1, "\(state)")
        }
        let (entities, flaws) = try parse("homeassistant/scene/x/config", #"{"cmd_t":"x"}"#)
        #expect(entities.isEmpty && flaws.map(\.id) == ["x"] && flaws.map(\.reason) == [.noStateTopic])
    }

    @Test("discovery topics are told from others")
    func topics() {
        #expect(DiscoveryTopic("homeassistant/sensor/node/obj/config")?.node == "node")
        #expect(DiscoveryTopic("ha/sensor/obj/config", prefix: "ha")?.object == "obj")
        for topic in [
            "homeassistant/sensor/config", "homeassistant/status", "homeassistant/a/b/c/d/config", "x/a/b/config",
            "homeassistant/a//config", "homeassistant/a/b c/config", "homeassistant/a/../config",
        ] {
            #expect(DiscoveryTopic(topic) == nil, "\(topic)")
        }
    }

    @Test("mutated announcements are read or refused, and give no topic that is a filter")
    func mutations() throws {
        let seed = Trials.seed()
        print("discovery mutation seed: \(seed)")
        var generator = SeededGenerator(seed)
        let sample = Array(
            #"{"~":"z/k","stat_t":"~/s","val_tpl":"{{ value_json.c['t'] | float }}","dev":{"ids":["k"]},"avty":[{"t":"~"}],"cmps":{"a":{"p":"sensor"}}}"#
                .utf8)
        let topics = ["homeassistant/sensor/x/config", "homeassistant/device/x/config"].compactMap {
            DiscoveryTopic($0)
        }
        for _ in 0..<5000 {
            var payload = sample
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                payload[Int.random(in: payload.indices, using: &generator)] = UInt8.random(
                    in: 0x20...0x7E, using: &generator)
            }
            for topic in topics {
                // A mutated message is often no JSON.
                guard case .announced(let entities, _)? = try? Discovery.parse(topic: topic, payload: payload) else {
                    continue
                }
                for entity in entities {
                    let source = try entity.source()
                    #expect(
                        source.topic.captureNames.isEmpty && source.topic.subscription == entity.stateTopic,
                        "seed \(seed)")
                }
            }
        }
    }
}
