internal import Telemetry

/// A record as it lies in the outbox: the canonical JSON object that the engine's output was written as, and what an
/// uplink needs to know of it.
///
/// The object is always one that this program wrote, so its head is known byte for byte:
/// `{"time":T,"kind":"K","device":"D",` and its tail is `"id":"I"}`; names have no characters that JSON escapes. What is
/// said of the clocks stands between the time and the kind.
public struct OutboxRecord: Sendable, Equatable {
    public let data: [UInt8]
    /// Milliseconds since the epoch.
    public let time: Int64
    /// `event`, `command`, `summary` or `reading`.
    public let kind: String
    public let device: String
    public let id: String

    /// Nil when the bytes are no such record.
    public init?(_ data: [UInt8]) {
        var rest = data[...]
        guard rest.skip("{\"time\":"), let time = rest.takeInteger() else { return nil }
        rest.skipClockWords()
        guard rest.skip(",\"kind\":\""), let kind = rest.takeText(), rest.skip(",\"device\":\""),
            let device = rest.takeText()
        else { return nil }
        var end = data.suffix(Self.identifierKey.utf8.count + Self.identifierLength + "\"}".utf8.count)
        guard end.skip(Self.identifierKey), let id = end.takeText(), end.elementsEqual("}".utf8) else { return nil }
        self.data = data
        self.time = time
        self.kind = kind
        self.device = device
        self.id = id
    }

    private static let identifierKey = "\"id\":\""
    private static let identifierLength = 32
}

extension ArraySlice<UInt8> {
    /// Drops `text` from the front; false when something else is there.
    fileprivate mutating func skip(_ text: String) -> Bool {
        guard starts(with: text.utf8) else { return false }
        self = dropFirst(text.utf8.count)
        return true
    }

    /// Drops what is said of the gateway's clock and of the device's.
    fileprivate mutating func skipClockWords() {
        _ = skip(",\"time_uncertain\":true")
        if skip(",\"device_time\":") { _ = takeInteger() }
        _ = skip(",\"device_time_trusted\":false")
    }

    /// Takes the text up to a quotation mark, and the mark.
    fileprivate mutating func takeText() -> String? {
        guard let end = firstIndex(of: 0x22) else { return nil }
        defer { self = self[(end + 1)...] }
        return String(decoding: self[..<end], as: UTF8.self)
    }

    fileprivate mutating func takeInteger() -> Int64? {
        let digits = prefix { (0x30...0x39).contains($0) || $0 == 0x2D }
        defer { self = dropFirst(digits.count) }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}
