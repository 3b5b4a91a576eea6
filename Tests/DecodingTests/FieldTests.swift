import Decoding
import Telemetry
import Testing

@Suite struct FieldTests {
    @Test("a partial message gives the fields that are there; a message with none is refused")
    func partialMessages() throws {
        let fields = try ["temp", "vib.rms", "state.on"].map { PayloadField(path: try FieldPath($0)) }
        let decoder = try PayloadDecoder(format: .json, fields: fields)
        var reading = DecodedPayload()
        let rejection = Array(#"{"vib":{"rms":2.5},"other":1}"#.utf8).withUnsafeBytes {
            decoder.decode($0, into: &reading)
        }
        #expect(rejection == nil)
        #expect(reading.values == [DecodedPayload.Entry(fieldIndex: 1, value: .number(2.5))])
        #expect(try decode(Array(#"{"other":1}"#.utf8), fields: fields) == rejected(.missingField))
        #expect(try decode(Array("[]".utf8), fields: fields) == rejected(.missingField))
    }

    @Test("one wrong field rejects the whole message and leaves nothing behind")
    func wrongFieldRejectsAll() throws {
        let fields = try ["a", "b"].map { PayloadField(path: try FieldPath($0), type: .number) }
        let decoder = try PayloadDecoder(format: .json, fields: fields)
        var reading = DecodedPayload()
        let sound = Array(#"{"a":1,"b":2}"#.utf8)
        #expect(sound.withUnsafeBytes { decoder.decode($0, into: &reading) } == nil)
        #expect(reading.values.count == 2)
        for json in [#"{"a":1,"b":"2"}"#, #"{"a":1,"b":{}}"#, #"{"a":[1]}"#, #"{"a":1"#] {
            #expect(Array(json.utf8).withUnsafeBytes { decoder.decode($0, into: &reading) } != nil)
            #expect(reading.values.isEmpty && reading.time == nil)
        }
        #expect(sound.withUnsafeBytes { decoder.decode($0, into: &reading) } == nil)
        #expect(reading.values.map(\.value) == [.number(1), .number(2)])
    }

    @Test("flags take true, false and the words declared, and nothing else")
    func flags() throws {
        let plain = PayloadField(path: try FieldPath("v"), type: .flag)
        let words = PayloadField(
            path: try FieldPath("v"), type: .flag, on: [.text("ON"), .number(1)], off: [.text("OFF"), .number(0)])
        for (json, withWords, without) in [
            ("true", true, true), ("false", false, false), (#""ON""#, true, nil), (#""OFF""#, false, nil),
            ("1", true, nil), ("0", false, nil), ("1.0", true, nil), (#""on""#, nil, nil), (#""true""#, nil, nil),
            ("2", nil, nil), ("{}", nil, nil),
        ] as [(String, Bool?, Bool?)] {
            let payload = Array("{\"v\":\(json)}".utf8)
            #expect(try decode(payload, fields: [words]) == expectation(withWords), "\(json)")
            #expect(try decode(payload, fields: [plain]) == expectation(without), "\(json)")
        }
    }

    private func expectation(_ flag: Bool?) -> Outcome {
        if let flag { accepted(.flag(flag)) } else { rejected(.wrongType) }
    }

    @Test("a field without a declared type takes what is there")
    func anyType() throws {
        let field = PayloadField(path: try FieldPath("v"))
        for (json, value) in [
            ("1.5", .number(1.5)), ("true", .flag(true)), (#""ON""#, .text("ON")), (#""21.5""#, .text("21.5")),
        ] as [(String, Value)] {
            #expect(try decode(Array("{\"v\":\(json)}".utf8), fields: [field]) == accepted(value))
        }
        #expect(try decode(Array(#"{"v":[1]}"#.utf8), fields: [field]) == rejected(.wrongType))
    }

    @Test("texts stay texts, unescaped, and repeat without mixing")
    func texts() throws {
        let decoder = try PayloadDecoder(format: .json, fields: [PayloadField(path: FieldPath("v"), type: .text)])
        var reading = DecodedPayload()
        for text in ["ON", "OFF", "a state with a long name", "a state with a long name", "another, longer yet", "ON"] {
            #expect(Array("{\"v\":\"\(text)\"}".utf8).withUnsafeBytes { decoder.decode($0, into: &reading) } == nil)
            #expect(reading.values.map(\.value) == [.text(text)])
        }
        let escaped = Array(#"{"v":"gr\u00fcn \ud83d\ude00 \"q\""}"#.utf8)
        #expect(escaped.withUnsafeBytes { decoder.decode($0, into: &reading) } == nil)
        #expect(reading.values.map(\.value) == [.text("grün 😀 \"q\"")])
    }

    @Test("a bare number takes white space around it")
    func bareNumbers() throws {
        let field = PayloadField(path: .root, type: .number)
        for (text, number) in [("21.4", 21.4), (" 21.4\r\n", 21.4), ("-3", -3), ("1E3", 1000), ("0", 0)] {
            let outcome = try decode(Array(text.utf8), format: .number, fields: [field])
            #expect(outcome == accepted(.number(number)))
        }
        for text in ["21.4 C", "2 1", "1\u{0}", "\u{A0}1", "one"] {
            #expect(try decode(Array(text.utf8), format: .number, fields: [field]) == rejected(.notANumber))
        }
    }

    @Test("a bare text is a text, or a flag by its words")
    func bareTexts() throws {
        let flag = PayloadField(path: .root, type: .flag, on: [.text("ON")], off: [.text("OFF")])
        let text = PayloadField(path: .root, type: .text)
        let number = PayloadField(path: .root, type: .number)
        #expect(
            try decode(Array("ON".utf8), format: .text, fields: [flag, text]) == accepted(.flag(true), .text("ON")))
        #expect(try decode(Array("false".utf8), format: .text, fields: [flag]) == accepted(.flag(false)))
        #expect(try decode(Array("maybe".utf8), format: .text, fields: [flag]) == rejected(.wrongType))
        #expect(try decode(Array("21.5".utf8), format: .text, fields: [number]) == rejected(.wrongType))
        #expect(try decode(Array("grün 😀".utf8), format: .text, fields: [text]) == accepted(.text("grün 😀")))
    }

    @Test(
        "formats of one value have neither paths nor a time",
        arguments: PayloadFormat.allCases.filter { !$0.hasPaths })
    func singleValueFormats(format: PayloadFormat) throws {
        let named = PayloadField(path: try FieldPath("v"))
        #expect(throws: PayloadDecoderError.pathNotAllowed(fieldIndex: 1)) {
            try PayloadDecoder(format: format, fields: [PayloadField(path: .root), named])
        }
        #expect(throws: PayloadDecoderError.timeNotAllowed) {
            try PayloadDecoder(format: format, fields: [], time: TimeField(path: .root))
        }
    }

    @Test("decoders of one thread can share a parser")
    func sharedParser() throws {
        let parser = JSONParser()
        let first = try PayloadDecoder(format: .json, fields: [PayloadField(path: FieldPath("a"))], parser: parser)
        let second = try PayloadDecoder(format: .json, fields: [PayloadField(path: FieldPath("b"))], parser: parser)
        var one = DecodedPayload()
        var two = DecodedPayload()
        let payload = Array(#"{"a":"a text that is not small","b":2}"#.utf8)
        #expect(payload.withUnsafeBytes { first.decode($0, into: &one) } == nil)
        #expect(payload.withUnsafeBytes { second.decode($0, into: &two) } == nil)
        #expect(one.values.map(\.value) == [.text("a text that is not small")])
        #expect(two.values.map(\.value) == [.number(2)])
    }
}
