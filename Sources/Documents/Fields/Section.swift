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
/// Read every field before the first `guard`, so that all mistakes are found at once.
public protocol Section: Sendable {
    static var table: FieldTable { get }

    /// Nil only after an error was reported. Unknown keys are reported by the caller, in any case.
    init?(from reader: MappingReader)
}
