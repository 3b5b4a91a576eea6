internal import Decoding
internal import Telemetry

extension JSONWriter {
    /// A value that was read, written again.
    mutating func json(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { json(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.key)
                json(member.value)
            }
            endObject()
        }
    }
}
