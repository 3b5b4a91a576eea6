/// A part of the configuration that is read from a mapping.
///
///     struct Actuator: Section {
///         let safe: Bool
///         let minOn: Int64?
///         let priority: Int
///
///         static let safeField = Field(
///             "safe", .boolean, required: true, about: "The level that does no harm.", example: "false")
///         static let minOnField = Field("min_on", .duration, about: "How long it stays on at least.", example: "30s")
///         static let priorityField = Field("priority", .integer(1...16), default: "10", about: "1 is the highest.")
///         static let table = FieldTable("an actuator", [
///             safeField, minOnField, priorityField,
///             PlannedField("max_switches", about: "How often it may switch."),
///         ])
///
///         init?(from reader: MappingReader) {
///             minOn = reader.value(Self.minOnField)
///             priority = reader.value(Self.priorityField)
///             guard let safe = reader.value(Self.safeField) else { return nil }
///             self.safe = safe
///         }
///     }
///
///     let context = ReadingContext(diagnostics: diagnostics, environment: .process, secrets: secrets)
///     let actuator = context.section(Actuator.self, from: node)
///     // pump.yaml:7:3: error: unknown key 'min_onn' in an actuator; write 'min_on'
///
/// The table is the one definition of the section: the loader refuses what it does not declare, and ``JSONSchema`` and
/// ``KeyReference`` tell what it declares. A key is one ``Field`` (or a ``PlannedField`` until it is built), listed in the
/// table and read in `init`; the types that hold others are
///
///     .section(Journal.self)                              // a sub-section, with a table of its own
///     .section(Time.self, shorthand: "field")             // `time: ts` for `time: {field: ts}`
///     .named(.section(Rule.self), names: .identifier)     // a mapping from names that the user chooses
///     .list(of: .number, atLeast: 2, atMost: 2)
///     FieldType<String>.name.map { [$0] }.orList(.list(of: .name))   // either form
///
/// and ``OtherKeys`` are the names that the user chooses beside the declared keys.
///
/// Read every field before the first `guard`, so that all mistakes are found at once.
public protocol Section: Sendable {
    static var table: FieldTable { get }

    /// Nil only after an error was reported. Unknown keys are reported by the caller, in any case.
    init?(from reader: MappingReader)
}
