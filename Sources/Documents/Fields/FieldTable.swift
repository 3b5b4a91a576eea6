/// All keys of a section, declared once: the reader, the JSON Schema and the documentation are made from it.
public struct FieldTable: Sendable {
    /// What the section is, with its article: `an actuator`.
    public let noun: String

    /// In the order of declaration, the planned ones among them.
    public let fields: [FieldDescription]

    /// Groups of keys of which exactly one must be written.
    public let exactlyOne: [[String]]

    /// The keys that the user names beside these; nil where there are none, and an unknown key is an error.
    public let others: OtherKeysDescription?

    /// Another file, in words, whose keys people look for here; nil where there is none.
    let neighbour: (file: String, table: @Sendable () -> FieldTable)?

    private let places: [String: Int]

    /// - Parameters:
    ///   - fields: No key twice.
    ///   - exactlyOne: Groups of declared keys, such as `[["mqtt", "gpio"]]`.
    ///   - others: Keys that the user names.
    ///   - neighbour: Another file, such as `weir.yaml`, and its keys: one of them that is written here is told so.
    public init(
        _ noun: String, _ fields: [any DeclaredField], exactlyOne: [[String]] = [],
        others: (any DeclaredOtherKeys)? = nil,
        neighbour: (file: String, table: @Sendable () -> FieldTable)? = nil
    ) {
        self.noun = noun
        self.fields = fields.map(\.description)
        self.exactlyOne = exactlyOne
        self.others = others?.description
        self.neighbour = neighbour
        var places: [String: Int] = [:]
        for (place, field) in self.fields.enumerated() {
            precondition(places[field.key] == nil, "'\(field.key)' is declared twice in \(noun)")
            places[field.key] = place
        }
        self.places = places
        for key in exactlyOne.joined() { precondition(places[key] != nil, "'\(key)' is not declared in \(noun)") }
    }

    /// Whether both are about the same section: the same noun and keys.
    func describesSame(as other: FieldTable) -> Bool {
        noun == other.noun && fields.map(\.key) == other.fields.map(\.key)
            && fields.map(\.about) == other.fields.map(\.about)
    }

    public subscript(key: String) -> FieldDescription? { places[key].map { fields[$0] } }
}
