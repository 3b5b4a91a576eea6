/// One discovery message of Home Assistant's MQTT integration, as devices publish it (documentation "MQTT", section "MQTT
/// Discovery"): retained, one for each entity or one for a whole device.
///
/// Only values that devices tell are taken; what is only commanded (buttons, scenes) has no state topic and is left out.
public enum Discovery: Sendable, Equatable {
    /// An empty message: what was announced on this topic is gone.
    case removed(DiscoveryTopic)
    case announced([DiscoveredEntity], flaws: [Flaw])

    /// An entity that is not taken.
    public struct Flaw: Sendable, Equatable {
        public enum Reason: Sendable, Equatable {
            /// Its value template computes something; write the path by hand.
            case template(String)
            /// The state topic is not a topic.
            case topic(String)
            case noStateTopic
        }

        public let id: String
        public let reason: Reason
    }

    /// Limits of a discovery message: 1 MiB.
    public static let defaultLimits = PayloadLimits(bytes: 1_048_576, members: 4096, stringBytes: 16_384)

    /// - Throws: `JSONError` where the payload is no JSON within the limits. What is JSON and no announcement gives no
    ///   entities.
    public static func parse(
        topic: DiscoveryTopic, payload: [UInt8], limits: PayloadLimits = defaultLimits
    ) throws(JSONError) -> Discovery {
        guard !payload.isEmpty else { return .removed(topic) }
        let document = try JSONValue.parse(payload, limits: limits)
        var reader = DiscoveryReader(device: document.discovery("device"), base: document["~"]?.string)
        let names = [topic.node, topic.object].compactMap { $0 }.joined(separator: "_")
        guard topic.isDevice else {
            reader.read(document, component: topic.component, key: names, shared: nil)
            return .announced(reader.entities, flaws: reader.flaws)
        }
        for member in document.discovery("components")?.members ?? [] {
            guard let component = member.value.discoveryText("platform") else { continue }
            reader.read(member.value, component: component, key: "\(names)_\(member.key)", shared: document)
        }
        return .announced(reader.entities, flaws: reader.flaws)
    }
}

/// Collects the entities of one message.
private struct DiscoveryReader {
    let device: JSONValue?
    let base: String?
    var entities: [DiscoveredEntity] = []
    var flaws: [Discovery.Flaw] = []

    /// Components that have nothing to tell, also where their device has a state topic for the others.
    private static let stateless: [String] = ["button", "scene", "notify", "tag", "device_automation"]

    init(device: JSONValue?, base: String?) {
        self.device = device
        self.base = base
    }

    /// - Parameter shared: the device's message, whose topics hold for components that have none of their own.
    mutating func read(_ entity: JSONValue, component: String, key: String, shared: JSONValue?) {
        let id = entity.discoveryText("unique_id") ?? key
        let base = entity["~"]?.string ?? base
        let stateTopic =
            DiscoveryReader.stateless.contains(component)
            ? nil
            : entity.discoveryTopic("state_topic", base: base) ?? shared?.discoveryTopic("state_topic", base: base)
        guard let stateTopic else { return flaws.append(Discovery.Flaw(id: id, reason: .noStateTopic)) }
        guard DiscoveryReader.isTopic(stateTopic) else {
            return flaws.append(Discovery.Flaw(id: id, reason: .topic(stateTopic)))
        }
        var path: FieldPath?
        if let text = entity.discoveryText("value_template") ?? entity.discoveryText("state_value_template") {
            switch DiscoveryTemplate(text) {
            case .path(let found)?: path = found
            case .whole?: break
            case nil: return flaws.append(Discovery.Flaw(id: id, reason: .template(text)))
            }
        }
        let words = DiscoveryReader.words(entity, component: component)
        entities.append(
            DiscoveredEntity(
                component: component, id: id, name: entity.discoveryText("name"),
                deviceName: device?.discoveryText("name"), deviceIdentifier: identifier,
                manufacturer: device?.discoveryText("manufacturer"), model: device?.discoveryText("model"),
                stateTopic: stateTopic, command: DiscoveryReader.command(entity, component: component, base: base),
                path: path, on: words?.on, off: words?.off, unit: entity.discoveryText("unit_of_measurement"),
                deviceClass: entity.discoveryText("device_class"),
                availability: availability(entity, base: base) ?? shared.flatMap { availability($0, base: base) } ?? [])
        )
    }

    private var identifier: String? {
        switch device?.discovery("identifiers") {
        case .string(let text)?: text
        case .array(let texts)?: texts.first?.string
        default: nil
        }
    }

    /// Nil where the entity says nothing of it.
    private func availability(_ entity: JSONValue, base: String?) -> [DiscoveredEntity.AvailabilityTopic]? {
        if let topic = entity.discoveryTopic("availability_topic", base: base) {
            let template = entity.discoveryText("availability_template")
            return availability(entity, topic: topic, template: template).map { [$0] } ?? []
        }
        return entity.discovery("availability")?.array?.compactMap { item in
            guard let topic = item.discoveryTopic("topic", base: base) else { return nil }
            return availability(item, topic: topic, template: item.discoveryText("value_template"))
        }
    }

    /// Nil where the template computes something: an availability that can't be read is better not asked for.
    private func availability(
        _ words: JSONValue, topic: String, template: String?
    ) -> DiscoveredEntity.AvailabilityTopic? {
        guard DiscoveryReader.isTopic(topic) else { return nil }
        var path: FieldPath?
        if let template {
            switch DiscoveryTemplate(template) {
            case .path(let found)?: path = found
            case .whole?: break
            case nil: return nil
            }
        }
        return DiscoveredEntity.AvailabilityTopic(
            topic: topic, online: words.discoveryText("payload_available") ?? "online",
            offline: words.discoveryText("payload_not_available") ?? "offline", path: path)
    }

    /// Only what has two states: a brightness or a speed is no output of ours.
    private static func command(
        _ entity: JSONValue, component: String, base: String?
    ) -> DiscoveredEntity.Command? {
        guard ["switch", "fan", "siren", "humidifier"].contains(component),
            let topic = entity.discoveryTopic("command_topic", base: base), isTopic(topic)
        else { return nil }
        return DiscoveredEntity.Command(
            topic: topic, on: entity.discoveryText("payload_on") ?? "ON",
            off: entity.discoveryText("payload_off") ?? "OFF")
    }

    /// What means true and false, for the components whose state is a flag.
    private static func words(_ entity: JSONValue, component: String) -> (on: String, off: String)? {
        switch component {
        case "binary_sensor", "switch", "fan", "siren", "humidifier":
            let on = entity.discoveryText("state_on") ?? entity.discoveryText("payload_on") ?? "ON"
            let off = entity.discoveryText("state_off") ?? entity.discoveryText("payload_off") ?? "OFF"
            return (on, off)
        default:
            return nil
        }
    }

    /// A stranger's topic is subscribed to as it is: it may be no filter and no template, and not longer than what
    /// ``TopicMatcher`` takes apart.
    private static func isTopic(_ topic: String) -> Bool {
        guard topic.utf8.count <= 512, topic.utf8.first != UInt8(ascii: "$") else { return false }
        do throws(TopicFilterError) {
            return try TopicFilter(topic).isPlain
        } catch {
            return false
        }
    }
}
