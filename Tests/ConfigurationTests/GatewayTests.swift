import Configuration
import Testing

/// `weir.yaml`: brokers, uplinks, the store; groups F18 and F23 of the catalogue.
@Suite struct GatewayTests {
    private static func gateway(url: String, _ rest: String = "") -> String {
        "gateway: g\nmqtt: {local: {url: \"\(url)\"\(rest)}}\n"
    }

    private func check(
        _ text: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try mistakes(gateway: text)
        #expect(found == lines.map { "weir.yaml:\($0)" }, sourceLocation: sourceLocation)
    }

    private static let insecure =
        "is not encrypted; write mqtts:// (or 'allow_insecure: true', if the network is yours alone)"

    @Test("F23: an unencrypted connection to another machine is refused, unless allowed, and then warned of")
    func insecure() throws {
        try check(
            Self.gateway(url: "mqtt://broker.example.org"),
            "2:21: error: the connection to mqtt://broker.example.org \(Self.insecure)")
        try check(
            Self.gateway(url: "mqtt://broker.example.org", ", allow_insecure: true"),
            "2:21: warning: the connection to mqtt://broker.example.org is not encrypted")
        try check(
            Self.gateway(url: "mqtt://localhost.example.org"),
            "2:21: error: the connection to mqtt://localhost.example.org \(Self.insecure)")
        try check(Self.gateway(url: "mqtts://broker.example.org"))
        try check(
            Self.gateway(url: "mqtts://broker.example.org", ", insecure: true"),
            "2:51: error: unknown key 'insecure' in a broker; remove it")
    }

    @Test(
        "this machine needs no encryption",
        arguments: ["mqtt://localhost", "mqtt://127.0.0.1:1884", "mqtt://[::1]:1883", "unix:/run/mosquitto.sock"])
    func local(url: String) throws {
        try check(Self.gateway(url: url))
    }

    @Test(
        "F23: a name that only begins like this machine's address is another machine",
        arguments: ["mqtt://127.example.org", "mqtt://127.0.0.1.example.org"])
    func lookAlikes(url: String) throws {
        try check(Self.gateway(url: url), "2:21: error: the connection to \(url) \(Self.insecure)")
    }

    @Test(
        "what is no broker's address is told so",
        arguments: [
            "localhost", "http://localhost", "mqtt://", "mqtt://localhost:0", "mqtt://localhost:65536",
            "mqtt://localhost:x",
            "mqtt://local host", "mqtt://localhost/path", "unix:run/x",
        ])
    func addresses(url: String) throws {
        let lines = try mistakes(gateway: Self.gateway(url: url))
        #expect(
            lines.contains {
                $0.hasPrefix("weir.yaml:2:21: error: '\(url)' is no") && $0.contains("write 'mqtt://localhost:1883'")
            })
        #expect(lines.count == 1)
    }

    @Test(
        "an address that is cut or decorated is no address",
        arguments: ["mqtts://[::1", "mqtts://host?x", "mqtt://localhost:+1883"])
    func oddAddresses(url: String) throws {
        let lines = try mistakes(gateway: Self.gateway(url: url))
        #expect(lines.contains { $0.contains("is no broker's address") }, "\(lines)")
    }

    @Test("certificates and passwords stand where they are of use")
    func credentials() throws {
        try check(
            Self.gateway(url: "mqtt://localhost", ", ca: /etc/ca"),
            "2:21: error: certificates need an encrypted connection; write mqtts://")
        try check(
            Self.gateway(url: "mqtts://h.example", ", cert: /x"),
            "2:21: error: 'cert' and 'key' belong together; write both or none")
    }

    @Test("QoS 2 is refused, and MQTT 3.1.1 is told what it costs")
    func protocolVersions() throws {
        try check(
            Self.gateway(url: "mqtt://localhost", ", qos: 2"),
            "2:46: error: '2' is out of range; write a whole number from 0 to 1")
        try check(
            Self.gateway(url: "mqtt://localhost", ", version: 3.1.1"),
            "2:50: warning: MQTT 3.1.1 lets 20 messages be under way: a commit serves no more than 20 readings; write "
                + "'version: 5' if the broker can")
        try check(Self.gateway(url: "mqtt://localhost", ", version: 3.1.1, qos: 0"))
        // An uplink serves no readings, so the window costs it nothing of the kind.
        try check(Files.gateway + "uplinks: {c: {mqtt: {url: \"mqtts://x.example\", version: 3.1.1}}}\n")
    }

    @Test("the gateway has a name, and a broker where devices speak MQTT")
    func required() throws {
        try check(
            "mqtt: {local: {url: \"mqtt://localhost\"}}\n",
            "1:1: error: the gateway needs 'gateway'; write 'gateway: plant1-gw3'")
        try check(
            "gateway: a/b\nmqtt: {local: {url: \"mqtt://localhost\"}}\n",
            "1:11: error: the name 'a/b' holds '/'; write 1 to 64 of A-Z a-z 0-9 . _ -")
        try check(
            "gateway: g\n",
            "1:1: error: devices speak MQTT, but there is no broker; write 'mqtt: {local: {url: \"mqtt://localhost:1883\"}}'"
        )
    }

    @Test("F10: the store's bounds are kept, and its units")
    func store() throws {
        try check(
            Files.gateway + "store: {path: var, max_size: 1KiB, max_age: 1s, journal: {max_size: 1KiB}, sync: maybe}\n",
            "3:15: error: the store's path is not absolute; write a path that starts with /",
            "3:30: error: '1KiB' is out of range; write 1MiB to 1024TiB",
            "3:45: error: '1s' is out of range; write 1m to 36500d",
            "3:69: error: '1KiB' is out of range; write 256KiB to 1024TiB",
            "3:82: error: 'maybe' is not known here; write 'full' or 'normal'")
        try check(
            Files.gateway + "store: {max_size: 256}\n",
            "3:19: error: '256' has no unit; write '256B' (the units are B, KiB, MiB, GiB, TiB)")
        try check(
            Files.gateway + "limits: {payload: 1B, devices: 0, rate: 2000}\n",
            "3:19: error: '1B' is out of range; write 64B to 16MiB",
            "3:32: error: '0' is out of range; write a whole number from 1 to 100000",
            "3:41: error: '2000' has no span of time; write '2000/s' (the spans are s, min, h, d)")
    }

    @Test("the most that is written in a day, and the most that waits")
    func storeBounds() throws {
        let file = Files.gateway + "store: {max_size: 1MiB, max_writes: 2GiB/day, max_entries: 5000}\n"
        let store = try #require(try Files(gateway: file).load().configuration).store
        #expect(store.maximumBytes == 1 << 20)
        #expect(store.maximumDailyWrites == 2 << 30)
        #expect(store.maximumEntries == 5000)
        try check(
            Files.gateway + "store: {max_writes: 2GiB}\n",
            "3:21: error: '2GiB' is not a size a day; write a size a day from 1MiB/day, such as 2GiB/day")
        try check(
            Files.gateway + "store: {max_writes: 2KiB/day}\n",
            "3:21: error: '2KiB/day' is out of range; write a size a day from 1MiB/day, such as 2GiB/day")
        try check(
            Files.gateway + "store: {max_writes: 2GB/day, max_entries: 0}\n",
            "3:21: error: '2GB' is not written as a size; write '2GiB'",
            "3:43: error: '0' is out of range; write a whole number from 1 to 1000000000")
    }

    @Test("a rate of nothing is an error: nothing would ever be taken")
    func noRate() throws {
        try check(
            Files.gateway + "limits: {rate: 0/s}\n",
            "3:16: error: nothing would ever be taken; write a rate such as '2000/s'")
    }

    @Test("the console listens on this machine alone, unless it is told otherwise and has a token")
    func console() throws {
        func console(_ text: String) throws -> ConsoleConfiguration? {
            try #require(try Files(gateway: Files.gateway + "console: \(text)\n").load().configuration).console
        }
        #expect(try console("{}")?.address == "http://127.0.0.1:8420/")
        #expect(try console("{listen: \"[::1]:80\"}")?.address == "http://[::1]:80/")
        #expect(try console("{listen: \"unix:/run/weir/console.sock\"}")?.address == "unix:/run/weir/console.sock")
        try check(
            Files.gateway + "console: {listen: 8420}\n",
            "3:19: error: '8420' is no address to listen on; write an address and a port such as '127.0.0.1:8420', or 'unix:/run/weir/console.sock'"
        )
        try check(
            Files.gateway + "console: {listen: \"10.0.0.1:8420\"}\n",
            "3:19: error: others reach 10.0.0.1:8420, and nothing is encrypted; listen on 127.0.0.1 behind a proxy with TLS (or write 'allow_insecure: true', if the network is yours alone)",
            "3:19: error: others reach 10.0.0.1:8420, and nothing keeps them out; write 'token: !secret NAME'"
        )
    }

    @Test("what is designed and not built is refused with these words")
    func planned() throws {
        try check(
            Files.gateway + "uplinks: {c: {send: [events]}}\n", "3:14: error: an uplink needs one of 'mqtt'")
        try check(
            Files.gateway + "uplinks: {c: {kafka: {}}}\n",
            "3:15: error: 'kafka' is not supported yet; remove it")
        try check(
            Files.gateway + "uplinks: {c: {mqtt: {url: \"mqtts://x.example\"}, send: [events, scores]}}\n",
            "3:64: error: 'scores' is not supported yet; write 'events', 'commands', 'summaries' or 'readings'")
        try check(
            Files.gateway + "colour: 2\n",
            "3:1: error: unknown key 'colour' in the gateway; the keys here are gateway, version, mqtt, store, uplinks, "
                + "limits, groups, tables, alarm_groups, console")
    }

    @Test("the local broker has no topic of its own: each input has one")
    func localTopic() throws {
        try check(
            "gateway: g\nmqtt: {local: {url: \"mqtt://localhost\", topic: \"a/{kind}\"}}\n",
            "2:41: error: unknown key 'topic' in a broker; remove it")
    }

    @Test("an uplink has one topic, a rate, and kinds of records there are")
    func uplinks() throws {
        func uplink(_ rest: String, topic: String = "a/{kind}") -> String {
            Files.gateway + "uplinks: {c: {mqtt: {url: \"mqtts://x.example\", topic: \"\(topic)\"}\(rest)}}\n"
        }
        try check(uplink(", send: [events, commands, summaries, readings], rate: 20/min"))
        try check(uplink(", rate: 0/s"), "3:74: error: nothing would ever be caught up; write a rate such as '200/s'")
        try check(
            uplink(", send: [events, alarms]"),
            "3:83: error: 'alarms' is not known here; write 'events', 'commands', 'summaries' or 'readings'")
        for topic in ["a/#", "+/a", "", "a/{gatway}", "a}"] {
            try check(
                uplink("", topic: topic),
                "3:55: error: records go to one topic; write text with {gateway}, {device} and {kind}")
        }
        try check(
            Files.gateway + "uplinks: {c: {mqtt: {url: \"mqtt://x.example\"}}}\n",
            "3:27: error: the connection to mqtt://x.example \(Self.insecure)")
    }

    @Test("what is left out has the value the contract says")
    func defaults() throws {
        let gateway = Files.gateway + "uplinks: {c: {mqtt: {url: \"mqtts://x.example\"}}}\n"
        let configuration = try #require(
            try Files(gateway: gateway, devices: ["pump": Files.pump]).load().configuration)
        let local = try #require(configuration.localBroker)
        #expect(local.endpoint == .network(host: "localhost", port: 1883) && local.tls == nil && local.version == .v5)
        #expect(local.qualityOfService == 1 && local.isSessionPersistent && local.receiveMaximum == 2048)
        #expect(local.clientID == "weir-g" && local.keepaliveSeconds == 60)
        let store = configuration.store
        #expect(
            store.path == "/var/lib/weir" && store.maximumBytes == 256 << 20 && store.journalMaximumBytes == 64 << 20)
        #expect(store.maximumAgeMilliseconds == 30 * 86_400_000 && store.commitIntervalMilliseconds == 0)
        #expect(store.synchronisation == .full)
        #expect(configuration.limits.payloadBytes == 65_536 && configuration.limits.devices == 512)
        #expect(configuration.limits.ratePerSecond == 2000)
        let uplink = try #require(configuration.uplinks.first)
        #expect(uplink.broker.endpoint == .network(host: "x.example", port: 8883) && uplink.broker.tls != nil)
        #expect(uplink.topic == "weir/{gateway}/{device}/{kind}" && uplink.kinds == [.events, .summaries])
        #expect(uplink.broker.clientID == "weir-g-c" && uplink.catchUpPerSecond == 200)
    }
}
