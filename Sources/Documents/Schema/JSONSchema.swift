/// The JSON Schema (draft 2020-12) of a kind of files, made from the table that also reads them, so that an editor
/// completes and checks what the loader takes.
///
///     print(JSONSchema(of: DeviceSection.table, title: "A device of Weir").text)
///
/// It is never stricter than the loader, apart from documents that only together are complete; what needs more than one
/// value to be judged (names that must exist, ranges of durations, units) stays with the loader.
public struct JSONSchema: Sendable {
    /// The schema as JSON, with a line break at its end: the same bytes for the same table.
    public let text: String

    public init(of table: FieldTable, title: String) {
        var builder = SchemaBuilder()
        let root = builder.object(of: table)
        let definitions = builder.finishDefinitions()
        var members: [SchemaValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string(title)),
        ]
        members += root
        members.append(.init("$defs", .object(definitions)))
        var text = ""
        SchemaValue.object(members).write(to: &text)
        self.text = text + "\n"
    }
}
