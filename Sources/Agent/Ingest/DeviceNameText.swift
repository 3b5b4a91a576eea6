/// The name of a device as a topic or a payload has it: written by a stranger, to be used in paths, topics and logs.
enum DeviceNameText {
    static let longest = 64

    /// The text as a device's name, slashes as dots; nil when it is no name.
    static func name(_ text: UnsafeRawBufferPointer) -> String? {
        guard !text.isEmpty, text.count <= longest else { return nil }
        var name: [UInt8] = []
        for byte in text {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2E, 0x5F, 0x2D: name.append(byte)
            case 0x2F: name.append(0x2E)
            default: return nil
            }
        }
        // A dot alone, or two, mean something else in paths.
        guard name != [0x2E], name != [0x2E, 0x2E] else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}
