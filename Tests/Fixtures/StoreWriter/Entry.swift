/// A reading as it might come: JSON, a number in it, and digits that vary.
enum Entry {
    /// The number an entry carries.
    static func number(_ bytes: [UInt8]) -> Int64? {
        let prefix = Array("{\"n\":".utf8)
        guard bytes.starts(with: prefix) else { return nil }
        let digits = bytes[prefix.count...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    static func append(_ number: Int64, _ size: Int, to bytes: inout [UInt8]) {
        var text = "{\"n\":\(number),\"device\":\"pump-\(number % 200)\",\"temperature\":"
        text += "\(20 + Double(number &* 2_654_435_761 % 60_000) / 1000),\"ts\":\(1_700_000_000_000 + number &* 137)"
        let padding = size - text.utf8.count - 1
        if padding > 5 { text += ",\"p\":" + String(number &* 0x9E37_79B9 % 1_000_000_000_000) }
        bytes.append(contentsOf: text.utf8)
        bytes.append(0x7D)
    }
}
