internal import Documents
internal import Engine

/// What goes wrong only between parts of the gateway: clients that put one another out, records sent twice, devices
/// that find no room.
struct GatewayChecks {
    let section: GatewaySection
    /// The most devices there may be.
    let limit: Int
    /// Where `weir.yaml` begins.
    let mark: Mark
    let diagnostics: Diagnostics

    func check(_ templates: [Template]) {
        checkClients()
        checkTopics()
        checkRoom(templates)
    }

    /// A broker ends a connection when another client comes with its identifier (MQTT 5, 3.1.4).
    private func checkClients() {
        let local = section.mqtt?.local?.broker
        for (index, uplink) in section.uplinks.enumerated() {
            guard let broker = uplink.value.mqtt?.connection?.broker, !broker.clientID.isEmpty else { continue }
            let others = [local] + section.uplinks[..<index].map { $0.value.mqtt?.connection?.broker }
            guard others.contains(where: { $0?.endpoint == broker.endpoint && $0?.clientID == broker.clientID }) else {
                continue
            }
            diagnostics.error(
                "two connections to \(broker.address) are called '\(broker.clientID)', and would put one another out",
                mend: "give the uplink another 'client_id'", at: uplink.mark)
        }
    }

    private func checkTopics() {
        for (index, uplink) in section.uplinks.enumerated() {
            guard let mqtt = uplink.value.mqtt, let endpoint = mqtt.connection?.broker?.endpoint else { continue }
            let twin = section.uplinks[..<index].first {
                $0.value.mqtt?.connection?.broker?.endpoint == endpoint && $0.value.mqtt?.topic == mqtt.topic
                    && !Set($0.value.kinds).isDisjoint(with: uplink.value.kinds)
            }
            guard let twin else { continue }
            diagnostics.warning(
                "'\(twin.name)' and '\(uplink.name)' send the same to one topic",
                mend: "write another topic, or remove one",
                at: uplink.mark)
        }
    }

    private func checkRoom(_ templates: [Template]) {
        let count = templates.reduce(0) { $0 + $1.devices.count }
        guard count > limit else { return }
        diagnostics.error(
            "the files list \(count) devices, and the limit is \(limit)",
            mend: "write 'limits: {devices: \(count)}' or more", at: section.limits?.devicesMark ?? mark)
    }
}
