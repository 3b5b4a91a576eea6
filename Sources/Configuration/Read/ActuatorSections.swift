internal import Documents
internal import Engine

struct ActuatorSection: Section {
    @Rare private(set) var gpio: GPIOOutputSection?
    @Rare private(set) var mqtt: MQTTOutputSection?
    let safe: Bool?
    let rest: Bool?
    let minOn: Int64
    let minOff: Int64
    let maxOn: Int64?
    let maxSwitches: Rate?
    let startDelay: Int64
    @Rare private(set) var interlock: WrittenText?
    @Rare private(set) var permissive: WrittenText?
    let safeWhenStale: [String]?
    let safeWhenStaleMark: Mark
    let mark: Mark

    static let gpio = Field("gpio", .section(GPIOOutputSection.self), about: "A line of a GPIO chip.")
    static let mqtt = Field("mqtt", .section(MQTTOutputSection.self), about: "A command over MQTT.")
    static let safe = Field(
        "safe", .boolean, required: true, about: "The value that harms nobody: taken at start, stop and crash.",
        example: "false")
    static let rest = Field(
        "rest", .boolean, about: "The value while nothing claims the actuator; `safe` when left out.",
        example: "false")
    static let minOn = Field(
        "min_on", .duration, default: "0s",
        about: "Once on, it stays on so long; a stop by a guard, a latch or priority 1 or 2 comes at once.",
        example: "30s")
    static let minOff = Field(
        "min_off", .duration, default: "0s", about: "Once off, it stays off so long, restarts included.",
        example: "60s")
    static let maxOn = Field(
        "max_on", .duration(from: "1s"),
        about: "Once on, it goes off after so long, and starts again only after its claim has dropped.", example: "4h")
    static let maxSwitches = Field(
        "max_switches", .rate, about: "How often it may switch.", example: "6/min")
    static let startDelay = Field(
        "start_delay", .duration, default: "0s", about: "After a start of the service it stays safe so long.",
        example: "30s")
    static let interlock = Field(
        "interlock", .expression,
        about: "What must be true for any value but `safe`, at any time; what cannot be evaluated is not true.",
        example: "door_open == false")
    static let permissive = Field(
        "permissive", .expression, about: "What must be true to leave `safe`; it never stops anything.",
        example: "temperature < 60.0")
    static let safeWhenStale = Field(
        "safe_when_stale", .list(of: .text, atLeast: 1),
        about: "Signals without which it is safe; left out: those of the interlock and of the rule that sets it.",
        example: "[temperature]")
    static let table = FieldTable(
        "an actuator",
        [
            gpio, mqtt, safe, rest, minOn, minOff, maxOn, maxSwitches, startDelay, interlock, permissive,
            safeWhenStale,
        ], exactlyOne: [["gpio", "mqtt"]])

    init?(from reader: MappingReader) {
        gpio = reader.value(Self.gpio)
        mqtt = reader.value(Self.mqtt)
        safe = reader.value(Self.safe)
        rest = reader.value(Self.rest)
        minOn = reader.value(Self.minOn)
        minOff = reader.value(Self.minOff)
        maxOn = reader.value(Self.maxOn)
        maxSwitches = reader.value(Self.maxSwitches)
        startDelay = reader.value(Self.startDelay)
        interlock = reader.value(Self.interlock)
        permissive = reader.value(Self.permissive)
        safeWhenStale = reader.value(Self.safeWhenStale)
        safeWhenStaleMark = reader.mark(of: Self.safeWhenStale)
        mark = reader.mark
        check(reader)
    }

    /// Guards that contradict one another.
    /// What tells what it really does; nil where it is known by what it was told.
    var state: OutputState? { gpio?.state ?? mqtt?.state }

    private func check(_ reader: MappingReader) {
        if let maxOn, minOn > maxOn {
            reader.error("it must stay on longer than it may", mend: "write a 'min_on' below 'max_on'", at: Self.minOn)
        }
        if maxOn != nil, safe == true {
            reader.error(
                "on is the safe value: there is no limit to how long it may be safe", mend: "remove 'max_on'",
                at: Self.maxOn)
        }
        if let maxSwitches, !Frequency.allows(maxSwitches) {
            reader.error(
                "the rate lets through 1 to 1000 switches", mend: "write a rate such as '6/min'", at: Self.maxSwitches)
        }
    }
}
