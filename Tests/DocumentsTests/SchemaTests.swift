import Documents
import Testing

struct SchemaTests {
    private struct Step: Section {
        let at: Int64?
        let values: [Named<Constant>]
        let pair: [Double]?
        let kind: String?

        static let at = Field("at", .duration(from: "1s", through: "1h"), required: true, about: "When.", example: "5s")
        static let pair = Field("pair", .list(of: .number(0...9.5), atLeast: 2, atMost: 2), about: "Two.")
        static let kind = Field("kind", .choice("5", "x", planned: ["y"]), default: "5", about: "Which | what.")
        static let values = OtherKeys(.constant, about: "A value.", example: "81.0")
        static let table = FieldTable("a step", [at, pair, kind], others: values)

        init?(from reader: MappingReader) {
            at = reader.value(Self.at)
            pair = reader.value(Self.pair)
            kind = reader.value(Self.kind)
            values = reader.values(Self.values)
        }
    }

    private func read(_ text: String) throws -> (step: Step?, text: String) {
        let diagnostics = Diagnostics()
        let context = ReadingContext(
            diagnostics: diagnostics, environment: Environment([:]), secrets: SecretsInMemory())
        let step = context.section(Step.self, from: try tree(text))
        return (step, diagnostics.text(showingSource: false))
    }

    @Test("a section may hold keys that the user names beside those it declares")
    func otherKeys() throws {
        let (step, text) = try read("{temperature: 81.0, at: 5s, running: true}\n")
        #expect(text == "")
        #expect(step?.at == 5_000)
        #expect(step?.values.map(\.name) == ["temperature", "running"])
        #expect(step?.values.map(\.value) == [.double(81), .boolean(true)])
        #expect(
            try read("{at: 5s, a-b: 1, c: [1]}\n").text == """
                pump.yaml:1:10: error: 'a-b' cannot be used in expressions; write 'a_b'
                pump.yaml:1:21: error: expected a value, found a list; write "[1]" in double quotes

                """)
    }

    @Test("a list has at most so many entries, and a planned word says so")
    func bounds() throws {
        #expect(
            try read("{at: 5s, pair: [1, 2, 3], kind: y}\n").text == """
                pump.yaml:1:16: error: the list has 3 entries; write at most 2
                pump.yaml:1:33: error: 'y' is not supported yet; write '5' or 'x'

                """)
    }

    @Test("the schema of a section, to the letter")
    func text() {
        let expected = #"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "A step",
              "type": "object",
              "properties": {
                "at": {
                  "type": "string",
                  "pattern": "^(?:(?:0|[1-9][0-9]*)(?:ms|s|m|h|d|w))$|\\$\\{[A-Za-z_]",
                  "patternErrorMessage": "write a duration such as 10s",
                  "description": "When. From 1s to 1h.",
                  "examples": ["5s"]
                },
                "pair": {
                  "type": "array",
                  "items": {
                    "type": ["number", "string"],
                    "minimum": 0.0,
                    "maximum": 9.5,
                    "pattern": "\\$\\{[A-Za-z_]",
                    "patternErrorMessage": "write a number from 0.0 to 9.5"
                  },
                  "minItems": 2,
                  "maxItems": 2,
                  "description": "Two."
                },
                "kind": {
                  "anyOf": [
                    {
                      "enum": ["5", 5, "x"]
                    },
                    {
                      "$ref": "#/$defs/reference"
                    }
                  ],
                  "description": "Which | what.",
                  "default": 5
                }
              },
              "required": ["at"],
              "propertyNames": {
                "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$"
              },
              "additionalProperties": {
                "type": ["string", "number", "boolean"],
                "description": "A value.",
                "examples": [81.0]
              },
              "$defs": {
                "reference": {
                  "description": "A value from the environment, such as ${VAR} or ${VAR:-default}.",
                  "type": "string",
                  "pattern": "\\$\\{[A-Za-z_]"
                }
              }
            }

            """#
        #expect(JSONSchema(of: Step.table, title: "A step").text == expected)
    }

    @Test("shorthands, groups, names and secrets have their forms; what is planned is not there")
    func forms() {
        let text = JSONSchema(of: PumpFile.table, title: "A pump").text
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            flat.contains(
                ##""time": { "anyOf": [ { "type": ["string", "number", "boolean"] }, { "$ref": "#/$defs/time" } ]"##))
        #expect(flat.contains(#""oneOf": [ { "required": ["url"] }, { "required": ["socket"] } ]"#))
        #expect(flat.contains(##""additionalProperties": { "$ref": "#/$defs/actuator" }"##))
        #expect(flat.contains(#""description": "The password. Written as: !secret name.""#))
        #expect(!text.contains("waveform"))
    }

    @Test("the page of all keys, to the letter")
    func reference() {
        let expected = #"""
            # Steps

            ## A step

            | key | value | default | what it says |
            |---|---|---|---|
            | `at` | a duration such as 10s | *required* | When. For example `5s`. |
            | `pair` | a list of: a number from 0.0 to 9.5 |  | Two. |
            | `kind` | '5' or 'x' | `5` | Which \| what. |
            | *any name* | a boolean, number or text | | A value. For example `81.0`. |

            """#
        #expect(KeyReference(of: Step.table, title: "Steps").text == expected)
    }
}
