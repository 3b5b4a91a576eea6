import Configuration
import Decoding
import Telemetry
import Testing

/// Formats of payloads and of devices in files: what they bind to, and what their mistakes are told with.
@Suite struct FormatTests {
    /// A device file of one input, on line 3, whose signals a summary uses.
    private static func device(
        _ input: String, name: String = "d", uses: [String] = ["t"], rest: String = ""
    ) -> String {
        let used = uses.map { "\($0): [last]" }.joined(separator: ", ")
        return "device: \"\(name)\"\ninputs:\n  i: \(input)\nsummaries: {m: {every: 1m, of: {\(used)}}}\n\(rest)"
    }

    private func input(_ text: String) throws -> MQTTInput {
        let outcome = try Files(devices: ["d": text]).load()
        let binding = try #require(outcome.configuration?.bindings.first, "\(outcome.lines)")
        guard case .mqtt(let input)? = binding.inputs.first?.source else {
            throw Mismatch()
        }
        return input
    }

    private struct Mismatch: Error {}

    private func check(
        _ text: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try mistakes(device: text)
        #expect(found == lines.map { "devices/pump.yaml:\($0)" }, sourceLocation: sourceLocation)
    }

    // MARK: What loads

    @Test("every format of devices loads with the example that its documentation gives", arguments: DeviceFormat.all)
    func examples(format: DeviceFormat) throws {
        let name = format.base.contains("{device}") || format.example.contains("{device}") ? "\"{device}\"" : "d"
        let example = format.example.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            .replacing("mqtt: site/{device}/telemetry", with: "mqtt: \"site/{device}/telemetry\"")
        let outcome = try Files(devices: ["d": "device: \(name)\ninputs:\n\(example)\n"]).load()
        let binding = try #require(outcome.configuration?.bindings.first, "\(outcome.lines)")
        guard case .mqtt(let input)? = binding.inputs.first?.source else { throw Mismatch() }
        #expect(input.format == format.name && !input.sources.isEmpty)
        #expect(Set(input.sources.flatMap(\.fieldIndices)) == Set(input.signals.indices), "every signal has a source")
    }

    @Test("a format of devices subscribes to the topics of its signals, and to no others")
    func topics() throws {
        let plug = try input(
            Self.device(
                "{decode: tasmota, signals: {power: ENERGY.Power, on: POWER, online: online}}", name: "{device}",
                uses: ["power", "on", "online"]))
        #expect(
            plug.sources.map(\.topic.text)
                == ["tele/{device}/SENSOR", "stat/{device}/POWER", "tele/{device}/STATE", "tele/{device}/LWT"])
        let sensor = try input(
            Self.device(
                "{decode: tasmota, mqtt: \"tele/{device}/SENSOR\", signals: {t: DS18B20.Temperature}}", name: "{device}"
            ))
        #expect(sensor.sources.map(\.topic.text) == ["tele/{device}/SENSOR"])
    }

    @Test("a file about one device puts its name into the topics that its format knows")
    func fixedName() throws {
        let plug = try input(Self.device("{decode: tasmota, signals: {t: ENERGY.Power}}", name: "plug-1"))
        #expect(plug.sources.map(\.topic.text) == ["tele/plug-1/SENSOR"])
        #expect(plug.fixedDevice == "plug-1")
    }

    @Test("what a device is known to publish tells the types of signals, and their names alone are enough")
    func knownSignals() throws {
        let plug = try input(
            Self.device(
                "{decode: tasmota, signals: [power, on, online]}", name: "{device}", uses: ["power", "on", "online"]))
        let fields = plug.sources.flatMap { zip($0.fieldIndices, $0.fields) }
        #expect(Set(fields.filter { $0.0 == 0 }.map(\.1.type)) == [.number])
        #expect(Set(fields.filter { $0.0 > 0 }.map(\.1.type)) == [.flag])
        #expect(plug.sources.first?.fields.first?.path.description == "ENERGY.Power")
        let plain = try input(Self.device("{mqtt: x, signals: [t]}"))
        #expect(plain.sources.first?.fields.first?.path.description == "t")
    }

    @Test("an input may have several topics")
    func topicList() throws {
        let both = try input(Self.device("{mqtt: [a/x, b/y], signals: {t: t}}"))
        #expect(both.sources.map(\.topic.text) == ["a/x", "b/y"])
        try check(
            Self.device("{mqtt: [a/x, \"b/{line}\"], signals: {t: t}}"),
            "3:19: error: nothing uses the capture {line}; write + for a level of any name")
    }

    @Test("a signal's place says what its words mean")
    func places() throws {
        let place = "{at: a.b, on: [ON, 1], off: \"OFF\", none: [\"\", -127]}"
        let flag = try #require(
            try input(Self.device("{mqtt: x, signals: {t: \(place)}}")).sources.first?.fields.first)
        #expect(flag.type == .flag && flag.path.description == "a.b")
        #expect(flag.on == [.text("ON"), .number(1)] && flag.off == [.text("OFF")])
        #expect(flag.noValue == [.text(""), .number(-127)])
        let number = try #require(
            try input(Self.device("{mqtt: x, signals: {t: {number: true}}}")).sources.first?.fields.first)
        #expect(number.type == .number && number.conversions == [.numberFromText, .numberFromFlag])
        let record = try #require(
            try input(Self.device("{mqtt: x, decode: senml, signals: {t: {at: temp, unit: Cel}}}"))
                .sources.first?.fields.first)
        #expect(record.unit == "Cel")
    }

    @Test(
        "a time has a unit, and a zone where it is written without one",
        arguments: [
            ("s", .seconds), ("ms", .milliseconds), ("us", .microseconds), ("ns", .nanoseconds), ("auto", .byMagnitude),
        ] as [(String, TimeField.Unit)])
    func times(word: String, unit: TimeField.Unit) throws {
        let time = try #require(
            try input(Self.device("{mqtt: x, time: {field: ts, unit: \(word), zone: Europe/Oslo}, signals: {t: t}}"))
                .sources.first?.time)
        #expect(time.unit == unit && time.path.description == "ts")
        // 2024: summer time from 31 March 01:00 UTC to 27 October 01:00 UTC.
        let cases: [(local: Int64, offset: Int)] = [
            (1_704_067_200, 3600), (1_719_792_000, 7200), (1_711_846_799, 3600), (1_711_854_000, 7200),
            // 02:30 on 31 March is left out; 02:30 on 27 October comes twice, and the first is meant.
            (1_711_852_200, 3600), (1_729_996_200, 7200), (1_729_998_000 + 1800, 3600),
        ]
        for (local, offset) in cases {
            #expect(time.zone?.secondsEastOfUTC(localSeconds: local) == offset, "\(local)")
        }
    }

    @Test("a format's own time takes the zone that the file gives")
    func zoneOfFormat() throws {
        let sources = try input(
            Self.device("{decode: tasmota, time: {zone: \"+02:00\"}, signals: {t: ENERGY.Power}}")
        ).sources
        #expect(sources.first?.time?.zone?.secondsEastOfUTC(localSeconds: 1_700_000_000) == 7200)
        #expect(sources.first?.time?.path.description == "Time")
    }

    @Test("records are found at a path, below device names, and beside their time")
    func records() throws {
        let batch = try input(
            Self.device(
                "{mqtt: gw/batch, time: ts, records: {at: batch, device: id, values: v}, signals: {t: t}}",
                name: "{device}"))
        let layout = try #require(batch.sources.first?.records)
        #expect(layout.path.description == "batch" && layout.device?.description == "id")
        #expect(layout.wrapper?.description == "v" && !layout.isKeyedByDevice)
        let keyed = try input(
            Self.device("{mqtt: gw/batch, records: {by_device: true}, signals: {t: t}}", name: "{device}"))
        #expect(keyed.sources.first?.records?.isKeyedByDevice == true)
        let short = try input(Self.device("{mqtt: gw/batch, records: batch, signals: {t: t}}"))
        #expect(short.sources.first?.records == RecordLayout(path: try FieldPath("batch")))
    }

    // MARK: Mistakes

    @Test("a word that is no format is told the nearest")
    func unknownFormat() throws {
        try check(
            Self.device("{mqtt: x, decode: tasmoto, signals: {t: t}}"),
            "3:24: error: 'tasmoto' is not known here; write 'tasmota'")
    }

    @Test("a name alone is enough only where the format knows it")
    func unknownNames() throws {
        try check(
            Self.device("{decode: tasmota, signals: [t]}", name: "{device}"),
            "3:34: error: where Tasmota devices have 't' is not known; write 'signals: {t: PATH}'")
        try check(
            Self.device("{decode: tasmota, signals: [powr]}", name: "{device}", uses: ["powr"]),
            "3:34: error: where Tasmota devices have 'powr' is not known; write 'power'")
    }

    @Test("a path that the format cannot have is told at its signal")
    func impossiblePaths() throws {
        try check(
            Self.device("{decode: esphome, signals: {t: sensor}}", name: "{device}"),
            "3:34: error: ESPHome devices publish no such value")
        try check(
            Self.device("{mqtt: x, decode: senml, signals: {t: a.b.c}}"),
            "3:41: error: a path in a SenML pack is the name of a record; put a name with dots in quotes; after it stands "
                + ".v, .s or .u at most")
        try check(
            Self.device(
                "{decode: tasmota, signals: {t: online}}", name: "{device}", rest: "signals: {t: {unit: Cel}}\n"),
            "3:34: error: 'online' is true or false, neither a number nor a text; write 'type: bool' under signals")
    }

    @Test("a topic that leaves out where a format's channels differ is told so")
    func prefix() throws {
        let found = try mistakes(
            device: Self.device(
                "{decode: tasmota, mqtt: \"site/{device}\", signals: {t: ENERGY.Power}}", name: "{device}"))
        #expect(found.count == 1 && found[0].contains("3:30: error:") && found[0].contains("{prefix}"))
    }

    @Test("times and records stand where the format has none")
    func impossibleTimes() throws {
        try check(
            Self.device("{mqtt: x, decode: senml, time: ts, signals: {t: t}}"),
            "3:37: error: a SenML payload says its times itself; remove 'time'")
        try check(
            Self.device("{mqtt: x, decode: senml, records: a, signals: {t: t}}"),
            "3:40: error: a SenML payload has no records elsewhere; remove 'records'")
        try check(
            Self.device("{mqtt: x, decode: scalar, records: a, signal: t}"),
            "3:41: error: a scalar payload has no records elsewhere; remove 'records'")
        try check(
            Self.device("{mqtt: x, decode: thingsboard, records: a, signals: {t: t}}"),
            "3:46: error: the format 'thingsboard' knows where its readings are; remove it")
        try check(
            Self.device("{mqtt: x, time: {unit: s}, signals: {t: t}}"),
            "3:22: error: a time needs 'field'; write 'field: ts'")
        try check(
            Self.device("{mqtt: x, time: {field: ts, zone: oslo}, signals: {t: t}}"),
            "3:40: error: there is no time zone 'oslo'; write 'Europe/Oslo'")
    }

    @Test("an input says where it comes from, unless its format knows")
    func origin() throws {
        try check(
            Self.device("{signals: {t: t}}"),
            "3:6: error: an input needs one of 'mqtt', 'gpio', 'sysfs', 'members'")
        try check(
            Self.device("{mqtt: x, gpio: {chip: c, line: \"1\"}, signal: t, decode: text}"),
            "3:16: error: 'mqtt' and 'gpio' exclude each other in an input; remove one of them",
            "3:63: error: a line has no payload; remove it")
    }

    @Test("where the payload names the devices, the topic must not")
    func twoNames() throws {
        try check(
            Self.device("{mqtt: \"gw/{device}\", records: {device: id}, signals: {t: t}}", name: "{device}"),
            "3:13: error: the payload names the devices, and so does the topic; write + for this level")
        try check(
            Self.device("{mqtt: gw, records: {by_device: true, device: id}, signals: {t: t}}", name: "{device}"),
            "3:52: error: the devices are the keys already; remove it")
    }

    @Test("what a signal's words mean fits its type")
    func words() throws {
        let setting = "signals: {t: {unit: Cel}}\n"
        try check(
            Self.device("{mqtt: x, signals: {t: {at: t, on: 1}}}", rest: setting),
            "3:29: error: 'on' and 'off' are for true and false, but 't' is a number; remove them, or write 'type: bool' "
                + "under signals")
        try check(
            Self.device("{mqtt: x, signals: {t: {number: true}}}", rest: "signals: {t: {type: text}}\n"),
            "3:29: error: 'number' is for numbers, but 't' is text; remove it")
        try check(
            Self.device("{mqtt: x, signals: {t: {unit: Cel}}}"),
            "3:29: error: only a SenML record names its unit; write it under signals: t: unit:")
        try check(
            Self.device("{mqtt: x, decode: availability, signal: t}", rest: "signals: {t: {type: number}}\n"),
            "5:11: error: the input 'i' gives true and false; remove what says otherwise")
    }

    @Test("a heartbeat of an input that is wrong is checked all the same")
    func heartbeatOfWrongInput() throws {
        try check(
            Self.device(
                "{decode: tasmota, signals: {t: Wifi.}}", name: "{device}",
                rest: "rules: {silent: {heartbeat: i, within: 1m}}\n"),
            "3:34: error: the path 'Wifi.' cannot be read: there is no name here; write names with one dot between them, as "
                + "in vib.rms")
    }

    @Test("a bare value is on or off in the usual words, or in those that the file gives")
    func bareWords() throws {
        let usual = try #require(
            try input(Self.device("{mqtt: x, decode: scalar, signal: t}", rest: "rules: {r: {when: t}}\n"))
                .sources.first?.fields.first)
        #expect(usual.type == .flag && usual.on.contains(.text("ON")) && usual.off.contains(.text("0")))
        let own = try #require(
            try input(Self.device("{mqtt: x, decode: scalar, signals: {t: {at: ., on: OPEN, off: SHUT}}}"))
                .sources.first?.fields.first)
        #expect(own.type == .flag && own.path.isRoot && own.on == [.text("OPEN")] && own.off == [.text("SHUT")])
    }
}
