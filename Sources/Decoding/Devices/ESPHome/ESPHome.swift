internal import Telemetry

extension DeviceFormat {
    /// Topics and messages: ESPHome's documentation, "MQTT Client Component".
    static let esphome = DeviceFormat(
        name: "esphome", title: "ESPHome",
        about: """
            Nodes with ESPHome's MQTT client. A path is the component's kind and its id: sensor.outside_temperature, \
            binary_sensor.door, switch.pump; parts of a component follow: climate.living.current_temperature. Lights \
            publish JSON: light.desk.brightness. Each is one bare value on a topic of its own, without a time. The \
            node's topic prefix is the device's name; where it has more levels, write it in `mqtt:`.
            """,
        example: """
            node:
              decode: esphome
              signals: {temperature: sensor.outside_temperature, open: binary_sensor.door, online: online}
            """,
        base: "{device}",
        channels: [
            .availability(ending: "status"),
            DeviceChannel(
                "light", ending: "{1}/{2}/state",
                places: PlaceRule(.oneOf(["light"]), count: 3...FieldPath.maximumSegments), keysInTopic: 2,
                payload: .json(inside: .root)),
            DeviceChannel(
                "component", ending: "{1}/{2}/state",
                places: PlaceRule(.except(["light", PlaceRule.onlineKey]), count: 2...2), keysInTopic: 2,
                payload: .scalar),
            DeviceChannel(
                "part", ending: "{1}/{2}/{3}/state",
                places: PlaceRule(.except(["light", PlaceRule.onlineKey]), count: 3...3), keysInTopic: 3,
                payload: .scalar),
        ],
        on: [.text("ON"), .text("OPEN"), .text("LOCKED")], off: [.text("OFF"), .text("CLOSED"), .text("UNLOCKED")],
        noValue: [.text("nan"), .text("NaN")], signals: [DeviceSignal("online", .flag)])
}
