internal import Documents

/// Whose readings an input gathers: devices by name, or those that have a label.
struct MembersSection: Section {
    enum Choice {
        case devices([String])
        /// Those with this value of the label.
        case labelled(String, value: String)
        /// A device of ours for each value of the label.
        case each(label: String)
    }

    let choice: Choice?

    static let label = Field("label", .name, about: "The label that members have.", example: "line")
    static let value = Field("is", .text, about: "The value of `label` that members have.", example: "b")
    static let by = Field(
        "by", .name,
        about: "A device for each value of this label, with {LABEL} in its name: device: \"line-{line}\".",
        example: "line")
    static let table = FieldTable("the members", [label, value, by], exactlyOne: [["label", "by"]])

    /// A list of devices, or a mapping.
    static let type = FieldType<[String]>.list(of: .name, atLeast: 1)
        .map { (names) throws(ValueProblem) in
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                throw ValueProblem("the member '\(name)' is listed twice", mend: "remove one")
            }
            return MembersSection(devices: names)
        }
        .orMapping(.section(MembersSection.self))

    init?(from reader: MappingReader) {
        let label = reader.value(Self.label)
        let value = reader.value(Self.value)
        if let by = reader.value(Self.by) {
            choice = .each(label: by)
            if value != nil { reader.error("'is' belongs to 'label'", mend: "remove it", at: Self.value) }
        } else if let label, let value {
            choice = .labelled(label, value: value)
        } else {
            choice = nil
            if let label {
                reader.diagnostics.error(
                    "nothing says which value of '\(label)' members have",
                    mend: "write '{label: \(label), is: VALUE}', or '{by: \(label)}' for a device each",
                    at: reader.mark)
            }
        }
    }

    private init(devices: [String]) {
        choice = .devices(devices)
    }
}
