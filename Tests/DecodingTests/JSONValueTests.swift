import Decoding
import Telemetry
import Testing

@Suite struct JSONValueTests {
    @Test("a document comes back whole, members in their order")
    func document() throws {
        let json = #"{"time":1700000000000,"b":[1,2.5,null,true,"x",[],{}],"a":{"z":-1,"y":"ü"}}"#
        let value = try JSONValue.parse(Array(json.utf8))
        let expected = JSONValue.object([
            JSONMember(key: "time", value: .integer(1_700_000_000_000)),
            JSONMember(
                key: "b",
                value: .array([.integer(1), .number(2.5), .null, .bool(true), .string("x"), .array([]), .object([])])),
            JSONMember(
                key: "a",
                value: .object([
                    JSONMember(key: "z", value: .integer(-1)), JSONMember(key: "y", value: .string("ü")),
                ])),
        ])
        #expect(value == expected)
        #expect(value["time"]?.integer == 1_700_000_000_000)
        #expect(value["a"]?["y"]?.string == "ü")
        #expect(value["b"]?.array?.count == 7)
        #expect(value["none"] == nil)
        #expect(value["b"]?["x"] == nil)
    }

    @Test(
        "scalars stand alone", arguments: [("1", JSONValue.integer(1)), ("true", .bool(true)), (#""x""#, .string("x"))])
    func scalars(json: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(json.utf8)) == value)
    }

    @Test("numbers keep what is exact")
    func numbers() throws {
        let largest = try JSONValue.parse(Array("9223372036854775807".utf8))
        #expect(largest.integer == .max && largest.number == nil)
        #expect(try JSONValue.parse(Array("1e3".utf8)).integer == 1000)
        #expect(try JSONValue.parse(Array("1.5".utf8)).integer == nil)
        #expect(try JSONValue.parse(Array("9223372036854775808".utf8)) == .number(9_223_372_036_854_775_808))
        #expect(throws: JSONError.inexactNumber) { try JSONValue.parse(Array("[18446744073709551615]".utf8)) }
        #expect(throws: JSONError.numberOutOfRange) { try JSONValue.parse(Array("[1e-400]".utf8)) }
    }

    @Test("the caller's limits hold, and the parser can be reused after each refusal")
    func limits() throws {
        let parser = JSONParser()
        let limits = PayloadLimits(bytes: 64, depth: 2, members: 2, stringBytes: 4)
        for (json, error) in [
            ("", .empty), (String(repeating: " ", count: 65), .tooLarge), ("[[[]]]", .tooDeep),
            (#"{"a":1,"b":2,"c":3}"#, .tooManyMembers), (#"["12345"]"#, .stringTooLong), ("[1,]", .invalid),
            (#"{"a":1,"a":2}"#, .duplicateKey), (#"["\u0000"]"#, .controlCharacter),
            ("\u{FEFF}{}", .unsupportedEncoding),
        ] as [(String, JSONError)] {
            #expect(throws: error) { try JSONValue.parse(Array(json.utf8), limits: limits, parser: parser) }
            #expect(
                try JSONValue.parse(Array("[[1]]".utf8), limits: limits, parser: parser)
                    == .array([.array([.integer(1)])]))
        }
    }

    @Test("every error has a counter and a sentence")
    func errors() {
        for error in JSONError.allCases {
            #expect(!error.description.isEmpty && !error.rejectReason.name.isEmpty)
        }
    }

    @Test("a large document keeps its order and its values")
    func largeDocument() throws {
        let elements = (0..<50_000).map { "{\"n\":\($0)}" }.joined(separator: ",")
        let value = try JSONValue.parse(Array("[\(elements)]".utf8), limits: PayloadLimits(bytes: 4_194_304))
        let array = try #require(value.array)
        #expect(array.count == 50_000)
        #expect(array.indices.allSatisfy { array[$0]["n"]?.integer == Int64($0) })
    }
}
