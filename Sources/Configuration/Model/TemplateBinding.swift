public import Decoding

/// How the readings of one template's devices arrive and how their commands leave. Inputs and actuators stand in the
/// order of the engine's template.
public struct TemplateBinding: Sendable {
    public var inputs: [InputBinding]
    public var actuators: [ActuatorBinding]
}

public struct InputBinding: Sendable {
    public enum Source: Sendable {
        case mqtt(MQTTInput)
        case gpio(GPIOInput)
        case sysfs(SysfsInput)
        /// What other devices, the members, measure; these are the engine's signals for it.
        case members(signals: [Int])
    }

    public var name: String
    public var source: Source
}

/// The topics of an input, and what the payloads on them say.
public struct MQTTInput: Sendable {
    /// What `decode` says: a format of payloads or of devices.
    public var format: String
    /// One for each topic; a named format of devices may have several for one that is written.
    public var sources: [PayloadSource]
    /// The device's name where neither the topic nor the payload has it.
    public var fixedDevice: String?
    /// The engine's signal for each field, by the field's position in the input.
    public var signals: [Int]
    public var limits: PayloadLimits
    /// Readings taken in a second from all devices of the input together; nil takes the gateway's limit.
    public var ratePerSecond: Double?
}

public struct ActuatorBinding: Sendable {
    public enum Target: Sendable {
        case mqtt(MQTTOutput)
        case gpio(GPIOOutput)
    }

    public var name: String
    public var safe: Bool
    public var target: Target
    /// Whether the level of its line is read back and told the engine.
    public var isReadBack: Bool
}

public struct MQTTOutput: Sendable {
    /// The topic, cut where `{device}` stands.
    public var topicPieces: [String]
    public var on: String
    public var off: String
    public var qualityOfService: Int
    public var isRetained: Bool
}

extension MQTTOutput {
    public init(topicPieces pieces: [String], payload: String, qualityOfService: Int, isRetained: Bool) {
        self.init(
            topicPieces: pieces, on: payload, off: payload, qualityOfService: qualityOfService, isRetained: isRetained)
    }

    /// The topic of a device's command.
    public func topic(device: String) -> String { topicPieces.joined(separator: device) }
}
