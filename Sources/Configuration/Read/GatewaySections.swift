internal import Documents

/// `weir.yaml` as it is written.
struct GatewaySection: Section {
    let gateway: String?
    let mqtt: BrokersSection?
    let store: StoreSection?
    let uplinks: [Named<UplinkSection>]
    let limits: LimitsSection?
    let groups: [Named<GroupSection>]
    let tables: [Named<TableSection>]
    let alarmGroups: [Named<AlarmGroupSection>]
    let console: ConsoleSection?

    static let version = FormatVersion.field
    static let gateway = Field(
        "gateway", .name, required: true, about: "This gateway's name, unique at the platform.", example: "plant1-gw3")
    static let mqtt = Field("mqtt", .section(BrokersSection.self), about: "The brokers that readings come from.")
    static let store = Field("store", .section(StoreSection.self), about: "Where things are kept, and how safely.")
    static let uplinks = Field(
        "uplinks", .named(.section(UplinkSection.self)), about: "The destinations upstream, by name.")
    static let groups = Field(
        "groups", .named(.section(GroupSection.self)), about: "Limits over actuators of several devices.")
    static let tables = Field(
        "tables", TableSection.tables, about: "Lookup tables for the expressions of all device files.",
        example: "{limits: {csv: limits.csv, key: device}}")
    static let alarmGroups = Field(
        "alarm_groups", .named(.section(AlarmGroupSection.self)),
        about: "How often the rules with `group: NAME` are told together, of whichever devices.",
        example: "{floods: {max: 3, per: 10m, by: line}}")
    static let limits = Field("limits", .section(LimitsSection.self), about: "How much of anything is taken.")
    static let console = Field(
        "console", .section(ConsoleSection.self), about: "The page and the programming interface for people's browsers."
    )

    static let table: FieldTable = FieldTable(
        "the gateway",
        [
            gateway, version, mqtt, store, uplinks, limits, groups, tables, alarmGroups, console,
        ], neighbour: ("a device file", { DeviceSection.table }))

    init?(from reader: MappingReader) {
        _ = reader.value(Self.version)
        gateway = reader.value(Self.gateway)
        mqtt = reader.value(Self.mqtt)
        store = reader.value(Self.store)
        uplinks = reader.value(Self.uplinks) ?? []
        limits = reader.value(Self.limits)
        groups = reader.value(Self.groups) ?? []
        tables = reader.value(Self.tables) ?? []
        alarmGroups = reader.value(Self.alarmGroups) ?? []
        console = reader.value(Self.console)
    }
}

struct BrokersSection: Section {
    let local: BrokerSection?

    static let local = Field(
        "local", .section(BrokerSection.self), required: true, about: "The broker of this site.",
        example: "{url: \"mqtt://localhost:1883\"}")
    static let table = FieldTable("the section of brokers", [local])

    init?(from reader: MappingReader) {
        local = reader.value(Self.local)
    }
}

struct StoreSection: Section {
    let path: String
    let maximumBytes: Int64
    let maximumAge: Int64
    let journal: JournalSection?
    let synchronisation: StoreConfiguration.Synchronisation
    let commitInterval: Int64
    let maximumWrites: Int64?
    let maximumEntries: Int?

    static let path = Field("path", .text, default: "/var/lib/weir", about: "The directory of the store.")
    static let maxSize = Field(
        "max_size", .size(from: "1MiB"), default: "256MiB", about: "The most bytes the store takes on the disk.")
    static let maxAge = Field(
        "max_age", .duration(from: "1m"), default: "30d", about: "What waits longer than this is dropped.")
    static let journal = Field("journal", .section(JournalSection.self), about: "The raw readings that are kept.")
    static let sync = Field(
        "sync", .choice(of: StoreConfiguration.Synchronisation.self), default: "full",
        about: "full: what is acknowledged survives a power cut; normal: it survives a crash of the service.")
    static let commitInterval = Field(
        "commit_interval", .duration(from: "0s", through: "1m"), default: "0s",
        about:
            "The least time between commits: longer spares flash, and lets acknowledgements wait. 10 ms or more for readings "
            + "that nobody waits for (QoS 0, lines).")
    static let maxWrites = Field(
        "max_writes", .dailySize(from: "1MiB"),
        about:
            "The most bytes written in a day, for the flash's sake: commits come less often, alarms excepted, and the local "
            + "broker keeps what comes.",
        example: "2GiB/day")
    static let maxEntries = Field(
        "max_entries", .integer(1...1_000_000_000),
        about: "The most records that wait for all uplinks together; without it max_size alone bounds them.",
        example: "100000")
    static let table = FieldTable(
        "the store", [path, maxSize, maxAge, maxEntries, journal, sync, commitInterval, maxWrites])

    init?(from reader: MappingReader) {
        path = reader.value(Self.path)
        maximumBytes = reader.value(Self.maxSize)
        maximumAge = reader.value(Self.maxAge)
        journal = reader.value(Self.journal)
        synchronisation = reader.value(Self.sync)
        commitInterval = reader.value(Self.commitInterval)
        if let journal, journal.maximumBytes > maximumBytes {
            reader.error(
                "the journal is a part of the store", mend: "write a 'max_size' above the journal's", at: Self.journal)
        }
        maximumWrites = reader.value(Self.maxWrites)
        maximumEntries = reader.value(Self.maxEntries)
        if !path.hasPrefix("/") {
            reader.error("the store's path is not absolute", mend: "write a path that starts with /", at: Self.path)
        }
        if path.utf8.count > 90 {
            reader.error(
                "the store's path is too long for the socket in it", mend: "write at most 90 bytes", at: Self.path)
        }
    }
}

struct JournalSection: Section {
    let maximumBytes: Int64

    static let maxSize = Field(
        "max_size", .size(from: "256KiB"), default: "64MiB", about: "The journal's share of the store.")
    static let table = FieldTable("the journal", [maxSize])

    init?(from reader: MappingReader) {
        maximumBytes = reader.value(Self.maxSize)
    }
}

struct UplinkSection: Section {
    let mqtt: UplinkBrokerSection?
    let kinds: [UplinkConfiguration.Kind]
    let rate: Rate
    let commands: CommandsSection?

    static let mqtt = Field("mqtt", .section(UplinkBrokerSection.self), about: "A broker upstream.")
    static let send = Field(
        "send", .list(of: .choice(of: UplinkConfiguration.Kind.self, planned: ["scores", "status"]), atLeast: 1),
        default: "[events, summaries]",
        about: "What is sent.")
    static let rate = Field(
        "rate", .rate, default: "200/s", about: "The pace of catching up after an outage; what is live is not slowed.")
    static let commands = Field(
        "commands", .section(CommandsSection.self),
        about: "Takes commands for actuators from weir/GATEWAY/command, and answers on weir/GATEWAY/result. Left out: "
            + "none are taken.", example: "{devices: [pump-7], max: 1h}")
    static let table = FieldTable(
        "an uplink",
        [
            mqtt, send, rate, commands,
            PlannedField("kafka", about: "A Kafka cluster upstream."),
            PlannedField("http", about: "A web address upstream."),
            PlannedField("sparkplug", about: "A Sparkplug B host upstream."),
        ], exactlyOne: [["mqtt", "kafka", "http", "sparkplug"]])

    init?(from reader: MappingReader) {
        mqtt = reader.value(Self.mqtt)
        kinds = reader.value(Self.send)
        rate = reader.value(Self.rate)
        commands = reader.value(Self.commands)
        if rate.count == 0 {
            reader.error("nothing would ever be caught up", mend: "write a rate such as '200/s'", at: Self.rate)
        }
    }
}

struct LimitsSection: Section {
    let payload: Int64
    let devices: Int
    let devicesMark: Mark
    let rate: Rate
    let labelGroups: Int
    let partialMatches: Int
    let keys: Int
    let windows: Int
    let windowSamples: Int
    let repeats: Int
    let heldReadings: Int
    let timers: Int

    static let payload = Field(
        "payload", .size(from: "64B", through: "16MiB"), default: "64KiB", about: "The largest message taken.")
    static let devices = Field("devices", .integer(1...100_000), default: "512", about: "The most devices at a time.")
    static let rate = Field(
        "rate", .rate, default: "2000/s",
        about: "The most messages taken from one input, on average over a minute; more are shed and counted.")
    static let labelGroups = Field(
        "label_groups", .integer(1...10_000), default: "256",
        about: "The most devices that the values of one label may name, as in device: \"line-{line}\".")
    static let partialMatches = Field(
        "partial_matches", .integer(1...100_000), default: "256",
        about:
            "The most beginnings of a pattern at a time, or events of a side of a join, for each rule and key; beyond it "
            + "the oldest goes.")
    static let keys = Field(
        "keys", .integer(1...1_000_000), default: "1024",
        about: "The most keys of a pattern at a time, for each rule; beyond it the one seen longest ago goes.")
    static let windows = Field(
        "windows", .integer(1...100_000), default: "1024",
        about: "The most open windows of a summary; beyond it the oldest closes early. Windows that overlap are never "
            + "cut below `every` / `slide` + 1.")
    static let windowSamples = Field(
        "window_samples", .integer(16...1_000_000), default: "4096",
        about: "The most samples of a window in an expression, such as mean(x, 10m); beyond it the oldest leaves early."
    )
    static let repeats = Field(
        "repeats", .integer(1...1_000_000), default: "10000",
        about:
            "The most repeats (`every`) of a rule that are told at once, where time leaps, as the clock of a device may; "
            + "the rest of the leap they are left out.")
    static let heldReadings = Field(
        "held_readings", .integer(16...1_000_000), default: "4096",
        about:
            "The most readings of a device that wait for those measured before them (`max_delay`); beyond it the oldest "
            + "is judged early.")
    static let timers = Field(
        "timers", .integer(100...100_000_000), default: "1000000",
        about: "The most deadlines that may wait: one for each signal, rule, actuator and summary of a device; "
            + "a device that needs more is refused.")
    static let table = FieldTable(
        "the limits",
        [
            payload, devices, rate, labelGroups, partialMatches, keys, windows, windowSamples, repeats, heldReadings,
            timers,
        ])

    init?(from reader: MappingReader) {
        payload = reader.value(Self.payload)
        devices = reader.value(Self.devices)
        devicesMark = reader.mark(of: Self.devices)
        rate = reader.value(Self.rate)
        labelGroups = reader.value(Self.labelGroups)
        partialMatches = reader.value(Self.partialMatches)
        keys = reader.value(Self.keys)
        windows = reader.value(Self.windows)
        windowSamples = reader.value(Self.windowSamples)
        repeats = reader.value(Self.repeats)
        heldReadings = reader.value(Self.heldReadings)
        timers = reader.value(Self.timers)
        if rate.count == 0 {
            reader.error("nothing would ever be taken", mend: "write a rate such as '2000/s'", at: Self.rate)
        }
    }

    var limits: LimitsConfiguration {
        LimitsConfiguration(
            payloadBytes: Int(payload), devices: devices, ratePerSecond: rate.perSecond,
            partialMatches: partialMatches, keys: keys, windows: windows, windowSamples: windowSamples,
            repeats: repeats, heldReadings: heldReadings, timers: timers, labelGroups: labelGroups)
    }
}
