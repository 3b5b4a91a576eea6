internal import Telemetry

extension DeviceFormat {
    /// Topics and messages: Shelly's Gen2+ API documentation, "MQTT" and "Notifications".
    static let shelly = DeviceFormat(
        name: "shelly", title: "Shelly Gen2+",
        about: """
            Shelly devices of the second generation and later. A path begins with the component as the device names it, \
            in quotes for its colon: "switch:0".output, "temperature:0".tC, "em:0".total_act_power. Notifications tell \
            only what changed, and the rest stays as it was; `status/...` topics are read as well, where the device \
            sends them. The device's topic prefix is its name; where it has more levels, write it in `mqtt:`.
            """,
        example: """
            relay:
              decode: shelly
              signals: {on: '"switch:0".output', power: '"switch:0".apower', online: online}
            """,
        base: "{device}",
        channels: [
            .availability(ending: "online"),
            DeviceChannel(
                "notifications", ending: "events/rpc", places: PlaceRule(.except([PlaceRule.onlineKey])),
                payload: .json(inside: params),
                time: TimeField(path: params.appending(FieldPath(segments: [.key("ts")])), unit: .seconds)),
            DeviceChannel(
                "status", ending: "status/{1}",
                places: PlaceRule(
                    .except([PlaceRule.onlineKey, "events", "ts"]), count: 2...FieldPath.maximumSegments),
                keysInTopic: 1, payload: .json(inside: .root)),
        ],
        signals: [
            DeviceSignal("online", .flag), DeviceSignal("on", .flag, at: "switch:0", "output"),
            DeviceSignal("power", .number, unit: "W", at: "switch:0", "apower"),
            DeviceSignal("voltage", .number, unit: "V", at: "switch:0", "voltage"),
            DeviceSignal("current", .number, unit: "A", at: "switch:0", "current"),
            DeviceSignal("energy", .number, unit: "W.h", at: "switch:0", "aenergy", "total"),
            DeviceSignal("temperature", .number, unit: "Cel", at: "temperature:0", "tC"),
            DeviceSignal("humidity", .number, unit: "%", at: "humidity:0", "rh"),
            DeviceSignal("input", .flag, at: "input:0", "state"),
        ])

    private static let params = FieldPath(segments: [.key("params")])
}
