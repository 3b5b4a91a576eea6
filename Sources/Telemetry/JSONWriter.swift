/// Writes compact JSON (RFC 8259) into bytes, with one canonical spelling for every value, so that equal records are
/// equal bytes: no white space, keys in the order written, shortest round-trip numbers, only the escapes JSON demands.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written and keeps the memory.
    public mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public mutating func beginObject() { open(0x7B) }
    public mutating func endObject() { close(0x7D) }
    public mutating func beginArray() { open(0x5B) }
    public mutating func endArray() { close(0x5D) }

    public mutating func key(_ name: String) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    public mutating func null() { literal("null") }
    public mutating func bool(_ flag: Bool) { literal(flag ? "true" : "false") }

    public mutating func integer(_ number: Int64) {
        separate()
        bytes.append(contentsOf: number.description.utf8)
    }

    /// A double; what JSON cannot say (NaN, infinities) is null.
    public mutating func number(_ number: Double) {
        separate()
        bytes.append(contentsOf: JSONWriter.text(of: number).utf8)
    }

    public mutating func string(_ text: String) {
        separate()
        bytes.append(0x22)
        var text = text
        text.withUTF8 { for byte in $0 { escape(byte) } }
        bytes.append(0x22)
    }

    /// As a string.
    public mutating func identifier(_ identifier: Identifier) {
        separate()
        bytes.append(0x22)
        identifier.append(to: &bytes)
        bytes.append(0x22)
    }

    /// As a string, in UTC as RFC 3339 has it.
    public mutating func time(_ time: Timestamp) {
        separate()
        bytes.append(0x22)
        time.appendRFC3339(to: &bytes)
        bytes.append(0x22)
    }

    public mutating func value(_ value: Value) {
        switch value {
        case .number(let number): self.number(number)
        case .flag(let flag): bool(flag)
        case .text(let text): string(text)
        }
    }

    /// Bytes that are JSON already, for instance a record written earlier.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Appends a line feed and starts afresh: one JSON object a line.
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    // Key and value in one call, for the many objects that are written field by field.
    public mutating func field(_ name: String, _ text: String) { key(name); string(text) }
    public mutating func field(_ name: String, _ number: Int64) { key(name); integer(number) }
    public mutating func field(_ name: String, _ number: Int) { key(name); integer(Int64(number)) }
    public mutating func field(_ name: String, _ number: Double) { key(name); self.number(number) }
    public mutating func field(_ name: String, _ flag: Bool) { key(name); bool(flag) }
    public mutating func field(_ name: String, _ value: Value) { key(name); self.value(value) }
    public mutating func field(_ name: String, _ identifier: Identifier) { key(name); self.identifier(identifier) }
    public mutating func field(_ name: String, _ time: Timestamp) { key(name); self.time(time) }

    /// The canonical text of a double: integral values without a fraction as far as doubles are exact integers
    /// (2^53), everything else the shortest decimal that reads back the same.
    public static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        if number == number.rounded(.towardZero), abs(number) <= 9_007_199_254_740_992 {
            return Int64(number).description
        }
        return number.description
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func open(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes.append(0x5C); bytes.append(byte)
        case 0x0A: bytes.append(0x5C); bytes.append(0x6E)
        case 0x0D: bytes.append(0x5C); bytes.append(0x72)
        case 0x09: bytes.append(0x5C); bytes.append(0x74)
        case 0x00..<0x20, 0x7F:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(JSONWriter.hexadecimal(byte >> 4))
            bytes.append(JSONWriter.hexadecimal(byte & 15))
        default: bytes.append(byte)
        }
    }

    static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10
    }
}
