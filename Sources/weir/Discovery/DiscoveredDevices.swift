internal import Decoding
internal import Documents
internal import Telemetry

/// Announced entities as device files: one for each device, with an input for each topic.
enum DiscoveredDevices {
    struct Device {
        var name: String
        var entities: [DiscoveredEntity]
    }

    /// Entities of one device together, in the order in which they came.
    static func grouped(_ entities: [DiscoveredEntity]) -> [Device] {
        var devices: [(key: String, device: Device)] = []
        for entity in entities {
            let key = entity.deviceIdentifier ?? entity.deviceName ?? entity.id
            if let index = devices.firstIndex(where: { $0.key == key }) {
                devices[index].device.entities.append(entity)
            } else {
                let taken = Set(devices.map(\.device.name))
                let name = unique(deviceName(entity.deviceName ?? key), separator: "-", taken)
                devices.append((key, Device(name: name, entities: [entity])))
            }
        }
        return devices.map(\.device)
    }

    static func words(_ flaw: Discovery.Flaw) -> String {
        switch flaw.reason {
        case .template(let text): "its value is computed by a template; write the path by hand: \(shown(text))"
        case .topic(let text): "its topic is none: \(shown(text))"
        case .noStateTopic: "it tells no value"
        }
    }

    // MARK: Names

    /// Letters, digits, dots and dashes, as names of devices are.
    private static func deviceName(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_")) }
        let name = String(words.joined(separator: "-").prefix(NameText.greatestLength - 4))
        return name.contains { $0 != "." } ? name : "device"
    }

    /// A name that expressions can say.
    static func signalName(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = String(words.joined(separator: "_").prefix(56))
        guard let first = name.first else { return "value" }
        return first.isNumber || reserved.contains(name) ? "value_\(name)" : name
    }

    /// Words of expressions (CEL's specification, "Syntax"), and names that a device file has by itself.
    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "device", "devices", "else", "false", "for", "function", "if", "import",
        "in",
        "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
    ]

    static func unique(_ name: String, separator: String, _ taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)\(separator)\(number)") { number += 1 }
        return "\(name)\(separator)\(number)"
    }

    /// A stranger's text on one line, without control characters.
    static func shown(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(120)))
    }
}
