/// The short forms of the keys that are read here, from Home Assistant's list "Supported abbreviations in MQTT
/// discovery messages".
enum DiscoveryKeys {
    static let short: [String: String] = [
        "availability": "avty", "availability_topic": "avty_t", "availability_template": "avty_tpl",
        "availability_mode": "avty_mode", "command_topic": "cmd_t", "components": "cmps", "device": "dev",
        "device_class": "dev_cla", "identifiers": "ids", "manufacturer": "mf", "model": "mdl",
        "payload_available": "pl_avail", "payload_not_available": "pl_not_avail", "payload_off": "pl_off",
        "payload_on": "pl_on", "platform": "p", "state_off": "stat_off", "state_on": "stat_on", "state_topic": "stat_t",
        "state_value_template": "stat_val_tpl", "topic": "t", "unique_id": "uniq_id",
        "unit_of_measurement": "unit_of_meas", "value_template": "val_tpl",
    ]

    static let baseTopic = "~"
}

extension JSONValue {
    /// The member by its long or its short name.
    func discovery(_ key: String) -> JSONValue? {
        self[key] ?? DiscoveryKeys.short[key].flatMap { self[$0] }
    }

    /// The member's text; numbers and flags as they are written, since payloads are texts.
    func discoveryText(_ key: String) -> String? {
        switch discovery(key) {
        case .string(let text)?: text
        case .integer(let integer)?: integer.description
        case .bool(let flag)?: flag ? "true" : "false"
        default: nil
        }
    }

    /// The member as a topic; `~` at its beginning or end stands for the base topic.
    func discoveryTopic(_ key: String, base: String?) -> String? {
        guard let topic = discoveryText(key), !topic.isEmpty else { return nil }
        guard let base else { return topic }
        if topic.hasPrefix(DiscoveryKeys.baseTopic) { return base + topic.dropFirst() }
        return topic.hasSuffix(DiscoveryKeys.baseTopic) ? topic.dropLast() + base : topic
    }
}
