internal import Decoding
internal import Documents

/// What `decode` can say: how payloads are written, or what kind of device publishes them.
enum InputFormat: Sendable {
    case payload(PayloadFormat)
    case device(DeviceFormat)

    static let type = FieldType<String>.choice(
        among: PayloadFormat.allCases.map(\.rawValue) + DeviceFormat.all.map(\.name), planned: ["sparkplug"]
    ).map { InputFormat(word: $0) }

    private init(word: String) {
        if let format = PayloadFormat(rawValue: word) {
            self = .payload(format)
        } else if let format = DeviceFormat.named(word) {
            self = .device(format)
        } else {
            preconditionFailure("the choice has words of the two registries only")
        }
    }

    /// As it is written.
    var name: String {
        switch self {
        case .payload(let format): format.rawValue
        case .device(let format): format.name
        }
    }

    /// As it is told.
    var title: String {
        switch self {
        case .payload(.json): "JSON"
        case .payload(.cbor): "CBOR"
        case .payload(.senml): "SenML"
        case .payload(let format): format.rawValue
        case .device(let format): format.title
        }
    }

    /// Whether a payload has several values, each at a path.
    var hasPaths: Bool {
        switch self {
        case .payload(let format): format.hasPaths
        case .device: true
        }
    }
}
