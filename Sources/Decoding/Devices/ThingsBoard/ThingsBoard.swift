extension DeviceFormat {
    /// Topics and messages: ThingsBoard's documentation, "MQTT Device API", telemetry upload.
    static let thingsboard = DeviceFormat(
        name: "thingsboard", title: "ThingsBoard device",
        about: """
            Devices that speak ThingsBoard's device API: {"key": value}, {"ts": ms, "values": {...}}, or an array of \
            either. Its topic has no name in it: write `device: NAME` in the file, or give the devices topics of their \
            own in `mqtt:`.
            """,
        example: """
            telemetry:
              decode: thingsboard
              mqtt: site/{device}/telemetry
              signals: {temperature: temperature, humidity: humidity}
            """,
        base: "v1/devices/me/telemetry",
        channels: [
            DeviceChannel(
                "telemetry", places: PlaceRule(.any), payload: .json(inside: .root), time: timestamp,
                records: RecordLayout(wrapper: values))
        ])

    /// Topics and messages: ThingsBoard's documentation, "MQTT Gateway API", telemetry upload.
    static let thingsboardGateway = DeviceFormat(
        name: "thingsboard_gateway", title: "ThingsBoard gateway",
        about: """
            Gateways that speak ThingsBoard's gateway API: one message tells of several devices, each under its name: \
            {"pump-7": [{"ts": ms, "values": {...}}]}. The names are the devices of the file.
            """,
        example: """
            telemetry:
              decode: thingsboard_gateway
              signals: {temperature: temperature}
            """,
        base: "v1/gateway/telemetry",
        channels: [
            DeviceChannel(
                "telemetry", places: PlaceRule(.any), payload: .json(inside: .root), time: timestamp,
                records: RecordLayout(isKeyedByDevice: true, wrapper: values))
        ])

    private static let timestamp = TimeField(path: FieldPath(segments: [.key("ts")]))
    private static let values = FieldPath(segments: [.key("values")])
}
