public import Telemetry

/// What a kind of device publishes, and where: `decode: tasmota` and its like. All of it is data, used while the
/// configuration is read: ``sources(topic:fields:time:zone:)`` turns it into topics with ordinary payloads.
///
/// A new format is one file with a value of this type, and one line in ``all``.
///
/// Paths of signals name places in one imagined document of the whole device. Each channel publishes a part of it:
///
///     ENERGY.Power        Tasmota: a member of the message on tele/.../SENSOR
///     POWER1              Tasmota: the text on stat/.../POWER1, and a member of the message on tele/.../STATE
///     online              true while the device is there, from its availability topic; in every format that has one
public struct DeviceFormat: Sendable {
    /// As it is written in `decode:`.
    public let name: String
    /// The product's name.
    public let title: String
    /// What one takes from the device and what is to be known, in a few sentences.
    public let about: String
    /// An input of a device file, as YAML.
    public let example: String
    /// The topic under which all channels are, where none is given. `{device}` is the device's name; `{prefix}`, where
    /// it stands, is what differs between the channels.
    public let base: String
    public let channels: [DeviceChannel]
    /// What flag fields read as true and false, besides true and false.
    public let on: [Value]
    public let off: [Value]
    /// What means that a number is not known, besides null.
    public let noValue: [Value]
    /// Signals that a file may name without a path.
    public let signals: [DeviceSignal]

    init(
        name: String, title: String, about: String, example: String, base: String, channels: [DeviceChannel],
        on: [Value] = [], off: [Value] = [], noValue: [Value] = [], signals: [DeviceSignal] = []
    ) {
        self.name = name
        self.title = title
        self.about = about
        self.example = example
        self.base = base
        self.channels = channels
        self.on = on
        self.off = off
        self.noValue = noValue
        self.signals = signals
    }

    /// All formats, in the order of their names.
    public static let all: [DeviceFormat] = [
        .esphome, .shelly, .tasmota, .thingsboard, .thingsboardGateway, .zigbee2mqtt,
    ]

    public static func named(_ name: String) -> DeviceFormat? { all.first { $0.name == name } }
}

/// A signal that many devices of a format have.
public struct DeviceSignal: Sendable, Equatable {
    public let name: String
    public let path: FieldPath
    public let type: PayloadField.FieldType
    /// As a UCUM code.
    public let unit: String?

    init(_ name: String, _ type: PayloadField.FieldType, unit: String? = nil, at keys: String...) {
        self.name = name
        self.type = type
        self.unit = unit
        path = FieldPath(segments: (keys.isEmpty ? [name] : keys).map { .key($0) })
    }
}
