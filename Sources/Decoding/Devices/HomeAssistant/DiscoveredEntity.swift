internal import Telemetry

/// One value of a device that announced itself.
public struct DiscoveredEntity: Sendable, Equatable {
    /// Where it is told whether the device is there.
    public struct AvailabilityTopic: Sendable, Equatable {
        public var topic: String
        public var online: String
        public var offline: String
        /// The place of the word in a JSON payload; nil for a bare word.
        public var path: FieldPath?
    }

    /// What to publish where, to switch a thing.
    public struct Command: Sendable, Equatable {
        public var topic: String
        public var on: String
        public var off: String
    }

    /// `sensor`, `binary_sensor`, `switch`, ...
    public var component: String
    /// Unique in the broker: the announced id, or the topic's names.
    public var id: String
    public var name: String?
    public var deviceName: String?
    /// The first of the device's identifiers.
    public var deviceIdentifier: String?
    public var manufacturer: String?
    public var model: String?
    public var stateTopic: String
    /// How to command it; nil where it takes no commands, or others than two words.
    public var command: Command?
    /// The place of the value in a JSON payload; nil for a bare value.
    public var path: FieldPath?
    /// What the value means as a flag; nil for a number or a text.
    public var on: String?
    public var off: String?
    /// As Home Assistant spells units: `°C`, `%`, `kWh`.
    public var unit: String?
    public var deviceClass: String?
    public var availability: [AvailabilityTopic]

    /// How to read the entity's value as signal 0 of an input.
    public func source() throws(TopicFilterError) -> PayloadSource {
        let type: PayloadField.FieldType = on != nil ? .flag : unit != nil ? .number : .any
        let field = PayloadField(
            path: path ?? .root, type: type, on: on.map { DiscoveredEntity.words($0) } ?? [],
            off: off.map { DiscoveredEntity.words($0) } ?? [],
            noValue: [.text("unavailable"), .text("unknown"), .text("None")],
            conversions: type == .number ? .numberFromText : [])
        return PayloadSource(
            topic: try TopicFilter(stateTopic), format: path == nil ? .scalar : .json, fields: [field],
            fieldIndices: [0], time: nil, records: nil, isPartial: path != nil)
    }

    /// A word that reads as a flag or a number in JSON is meant as well.
    private static func words(_ word: String) -> [Value] {
        var words: [Value] = [.text(word)]
        if let number = Double(word), number.isFinite { words.append(.number(number)) }
        if word == "true" || word == "false" { words.append(.flag(word == "true")) }
        return words
    }
}
