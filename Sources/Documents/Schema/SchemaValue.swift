/// A JSON value that is written with its members in the order given, so that a schema is the same text every time.
indirect enum SchemaValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([SchemaValue])
    case object([Member])

    struct Member: Sendable, Equatable {
        let key: String
        let value: SchemaValue

        init(_ key: String, _ value: SchemaValue) {
            self.key = key
            self.value = value
        }
    }

    static func strings(_ texts: [String]) -> SchemaValue { .array(texts.map { .string($0) }) }

    /// Two spaces an indentation; what holds no object stands on one line.
    func write(to text: inout String, indent: Int = 0) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        // With its fraction, since `80` would be a whole number to whoever copies it.
        case .number(let value): text += value.description
        case .string(let value): text += JSONText.quoted(value)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), isFlat: !holdsObject, indent, to: &text) {
                element, indent, text in
                element.write(to: &text, indent: indent)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), isFlat: false, indent, to: &text) { member, indent, text in
                text += JSONText.quoted(member.key) + ": "
                member.value.write(to: &text, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), isFlat: Bool, _ indent: Int, to text: inout String,
        _ writeElement: (Element, Int, inout String) -> Void
    ) {
        text += brackets.0
        let isFlat = isFlat || elements.isEmpty
        for (index, element) in elements.enumerated() {
            if index > 0 { text += isFlat ? ", " : "," }
            if !isFlat { text += "\n" + String(repeating: "  ", count: indent + 1) }
            writeElement(element, indent + 1, &text)
        }
        if !isFlat { text += "\n" + String(repeating: "  ", count: indent) }
        text += brackets.1
    }

    private var holdsObject: Bool {
        switch self {
        case .object: true
        case .array(let elements): elements.contains { $0.holdsObject }
        default: false
        }
    }
}
