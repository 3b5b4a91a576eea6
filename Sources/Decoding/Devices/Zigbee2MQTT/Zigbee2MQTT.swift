internal import Telemetry

extension DeviceFormat {
    /// Topics and messages: Zigbee2MQTT's documentation, "MQTT Topics and Messages".
    static let zigbee2mqtt = DeviceFormat(
        name: "zigbee2mqtt", title: "Zigbee2MQTT",
        about: """
            Zigbee devices behind Zigbee2MQTT. Signals are members of the device's message (temperature, contact, \
            state); `online` needs `availability` enabled there. Device names with slashes are taken with \
            `mqtt: zigbee2mqtt/{device+}`; another base topic is written in `mqtt:` as well. Commands (`/set`, `/get`) \
            and the bridge's own topics are no devices. Time is `last_seen`, where it is enabled.
            """,
        example: """
            sensor:
              decode: zigbee2mqtt
              signals: {temperature: temperature, battery: battery, online: online}
            """,
        base: "zigbee2mqtt/{device}",
        channels: [
            DeviceChannel(
                "availability", ending: "availability", places: .online, keysInTopic: 1, payload: .availability,
                exclusions: [.first("bridge")]),
            DeviceChannel(
                "state", places: PlaceRule(.except([PlaceRule.onlineKey])), payload: .json(inside: .root),
                time: TimeField(path: FieldPath(segments: [.key("last_seen")])),
                exclusions: [.first("bridge"), .last("availability"), .last("set"), .last("get")]),
        ],
        on: [.text("ON"), .text("LOCK"), .text("OPEN")], off: [.text("OFF"), .text("UNLOCK"), .text("CLOSE")],
        signals: [
            DeviceSignal("online", .flag), DeviceSignal("on", .flag, at: "state"), DeviceSignal("contact", .flag),
            DeviceSignal("occupancy", .flag), DeviceSignal("water_leak", .flag), DeviceSignal("vibration", .flag),
            DeviceSignal("temperature", .number, unit: "Cel"), DeviceSignal("humidity", .number, unit: "%"),
            DeviceSignal("pressure", .number, unit: "hPa"), DeviceSignal("illuminance", .number, unit: "lx"),
            DeviceSignal("battery", .number, unit: "%"), DeviceSignal("voltage", .number),
            DeviceSignal("power", .number, unit: "W"), DeviceSignal("energy", .number, unit: "kW.h"),
            DeviceSignal("linkquality", .number, unit: "1"),
        ])
}
