internal import Decoding

extension Replay {
    /// What is wrong with the form of a line, in words; nil where nothing is. A word that is written as something else
    /// would be passed over in silence.
    static func flaw(of object: JSONValue) -> String? {
        for key in ["retained", "start"] {
            guard let value = object[key], value.bool == nil else { continue }
            return "'\(key)' is true or false"
        }
        for key in ["topic", "device", "chip", "admit", "input", "acknowledge"] {
            guard let value = object[key], value.string == nil else { continue }
            return "'\(key)' is a text"
        }
        let kinds = ["topic", "device", "chip"].filter { object[$0] != nil }
        if kinds.count > 1 { return "'\(kinds[0])' and '\(kinds[1])' exclude each other" }
        for key in ["payload", "signals", "level"] where kinds.isEmpty && object[key] != nil {
            return "'\(key)' needs '\(key == "payload" ? "topic" : key == "signals" ? "device" : "chip")'"
        }
        return object["device"] == nil ? nil : flaw(ofDevice: object)
    }

    private static func flaw(ofDevice object: JSONValue) -> String? {
        guard let signals = object["signals"] else {
            let isTold = ["admit", "acknowledge", "override", "command", "read_back"].contains { object[$0] != nil }
            return isTold ? nil : "nothing is said of the device: 'signals' is missing"
        }
        guard let members = signals.members else { return "'signals' is an object: {\"temperature\": 81.2}" }
        // A message of an input with none of its signals says that the device is there.
        if members.isEmpty, object["input"] == nil { return "'signals' is empty" }
        for member in members {
            switch member.value {
            case .array, .object: return "the signal '\(member.key)' is no number, text, boolean or null"
            default: break
            }
        }
        return nil
    }
}
