internal import Telemetry

extension DeviceFormat {
    /// Topics and messages: Tasmota's documentation, "MQTT" and "JSON Status Responses".
    static let tasmota = DeviceFormat(
        name: "tasmota", title: "Tasmota",
        about: """
            Switches, plugs and sensors with the Tasmota firmware. Sensors are members of the SENSOR message \
            (DS18B20.Temperature, ENERGY.Power); relays are POWER, or POWER1 and so on; what the device says of itself \
            is in STATE (Wifi.RSSI, UptimeSec). Where the device's FullTopic was changed, write it in `mqtt:` with \
            {prefix} and {device}. Messages carry local time without a zone: say which in `time: {zone: ...}`, or the \
            time of arrival is taken.
            """,
        example: """
            plug:
              decode: tasmota
              signals: {power: ENERGY.Power, on: POWER, online: online}
            """,
        base: "{prefix}/{device}",
        channels: [
            .availability(prefix: "tele", ending: "LWT"),
            // A relay's state comes at once as a text, and with every STATE.
            DeviceChannel(
                "power", prefix: "stat", ending: "{1}", places: PlaceRule(.beginning("POWER"), count: 1...1),
                keysInTopic: 1, payload: .scalar),
            DeviceChannel(
                "state", prefix: "tele", ending: "STATE", places: PlaceRule(.beginning("POWER")),
                payload: .json(inside: .root), time: time),
            DeviceChannel(
                "state", prefix: "tele", ending: "STATE", places: PlaceRule(.oneOf(stateKeys)),
                payload: .json(inside: .root), time: time),
            DeviceChannel(
                "result", prefix: "stat", ending: "RESULT", places: PlaceRule(.oneOf(lightKeys + buttonKeys)),
                payload: .json(inside: .root)),
            DeviceChannel(
                "sensor", prefix: "tele", ending: "SENSOR",
                places: PlaceRule(.neither(beginning: "POWER", oneOf: stateKeys + buttonKeys + [PlaceRule.onlineKey])),
                payload: .json(inside: .root), time: time),
        ],
        on: [.text("ON")], off: [.text("OFF")],
        signals: [
            DeviceSignal("online", .flag), DeviceSignal("on", .flag, at: "POWER"),
            DeviceSignal("power", .number, unit: "W", at: "ENERGY", "Power"),
            DeviceSignal("energy", .number, unit: "kW.h", at: "ENERGY", "Total"),
            DeviceSignal("voltage", .number, unit: "V", at: "ENERGY", "Voltage"),
            DeviceSignal("current", .number, unit: "A", at: "ENERGY", "Current"),
            DeviceSignal("signal_strength", .number, unit: "dB[mW]", at: "Wifi", "Signal"),
        ])

    private static let time = TimeField(path: FieldPath(segments: [.key("Time")]))
    private static let lightKeys = ["Dimmer", "Color", "HSBColor", "CT", "White", "Channel", "Scheme", "Fade", "Speed"]
    private static let stateKeys =
        lightKeys + ["Wifi", "Uptime", "UptimeSec", "Heap", "Sleep", "SleepMode", "LoadAvg", "MqttCount", "Vcc"]
    private static let buttonKeys = (1...8).flatMap { ["Button\($0)", "Switch\($0)"] }
}
