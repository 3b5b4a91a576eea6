/// Writes values as JSON, up to a bound: shared parts can make a small value endless on paper.
struct JSONWriter {
    enum Form {
        /// As a reader of JSON expects it: numbers, strings, arrays, objects.
        case plain
        /// With each value's CEL type: `{"int":"1"}`, `{"list":[...]}`, `{"map":[[key,value],...]}`.
        case tagged
    }

    struct TooLarge: Error {}

    private static let mostBytes = 4 << 20

    private var text = ""
    private let form: Form

    /// An error of its own, as a value that is an error is written, when the value is too large.
    static func write(_ value: Value, _ form: Form) -> String {
        var writer = JSONWriter(form: form)
        do {
            try writer.write(value)
            return writer.text
        } catch {
            return "{\"error\":\"the value is too large to write\"}"
        }
    }

    private init(form: Form) { self.form = form }

    /// The text in quotes, with JSON's escapes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private mutating func write(_ value: Value) throws(TooLarge) {
        guard text.utf8.count < JSONWriter.mostBytes else { throw TooLarge() }
        switch form {
        case .plain: try writePlain(value)
        case .tagged: try writeTagged(value)
        }
    }

    private mutating func writePlain(_ value: Value) throws(TooLarge) {
        switch value {
        case .null, .optional(nil): text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .uint(let number): text += String(number)
        case .double(let number): text += number.isFinite ? number.description : "\"\(DoubleText.write(number))\""
        case .list(let elements): try writeList(elements)
        case .map(let map):
            text += "{"
            for (position, (key, value)) in zip(map.keys, map.values).enumerated() {
                text += (position > 0 ? "," : "") + JSONWriter.quoted(JSONWriter.plainText(key)) + ":"
                try write(value)
            }
            text += "}"
        case .optional(let wrapped?): try write(wrapped)
        case .error(let error): text += "{\"error\":\(JSONWriter.quoted(error.description))}"
        default: text += JSONWriter.quoted(JSONWriter.plainText(value))
        }
    }

    private mutating func writeList(_ elements: [Value]) throws(TooLarge) {
        text += "["
        for (position, element) in elements.enumerated() {
            if position > 0 { text += "," }
            try write(element)
        }
        text += "]"
    }

    private mutating func writeTagged(_ value: Value) throws(TooLarge) {
        switch value {
        case .null: text += "{\"null\":null}"
        case .bool(let flag): text += "{\"bool\":\(flag)}"
        case .double(let number):
            text += "{\"double\":\"\(number.isFinite ? number.description : DoubleText.write(number))\"}"
        case .list(let elements):
            text += "{\"list\":"
            try writeList(elements)
            text += "}"
        case .map(let map):
            text += "{\"map\":["
            for (position, (key, value)) in zip(map.keys, map.values).enumerated() {
                text += position > 0 ? ",[" : "["
                try write(key)
                text += ","
                try write(value)
                text += "]"
            }
            text += "]}"
        case .optional(let wrapped):
            text += "{\"optional\":"
            if let wrapped { try write(wrapped) } else { text += "null" }
            text += "}"
        case .error(let error): text += "{\"error\":\(JSONWriter.quoted(error.description))}"
        default:
            let tag = value.typeName.map(JSONWriter.tag) ?? "error"
            text += "{\"\(tag)\":\(JSONWriter.quoted(JSONWriter.plainText(value)))}"
        }
    }

    private static func tag(_ type: TypeName) -> String {
        switch type {
        case .timestamp: "timestamp"
        case .duration: "duration"
        default: type.name
        }
    }

    /// A value without parts, as text.
    private static func plainText(_ value: Value) -> String {
        switch value {
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .string(let text): text
        case .bytes(let bytes): Base64.encode(bytes)
        case .timestamp(let seconds, let nanoseconds): TimestampText.write(seconds: seconds, nanoseconds: nanoseconds)
        case .duration(let nanoseconds): DurationText.write(nanoseconds)
        case .type(let type): type.name
        default: ""
        }
    }
}
