import Decoding
import Telemetry
import TestSupport
import Testing

@Suite struct SenMLTests {
    private func decoder(_ paths: String..., units: [String?] = []) throws -> PayloadDecoder {
        let fields = try paths.enumerated().map { index, path in
            PayloadField(path: try FieldPath(path), unit: index < units.count ? units[index] : nil)
        }
        return try PayloadDecoder(format: .senml, fields: fields)
    }

    @Test("base name, unit, time and value make each record whole; records of one time are one reading")
    func resolution() throws {
        let pack = """
            [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.7e9,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
             {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","v":1.7}]
            """
        let decoder = try decoder("voltage", #""urn:dev:ow:10e2073a0108006:current""#, "current.u")
        let records = try decoder.records(pack).get()
        #expect(
            records.map(\.milliseconds) == [1_700_000_000_000, 1_699_999_995_000, 1_699_999_996_000, 1_700_000_000_000])
        #expect(
            records.map(\.values) == [
                [0: .number(120.1)], [1: .number(1.2), 2: .text("A")], [1: .number(1.3), 2: .text("A")],
                [1: .number(1.7), 2: .text("A")],
            ])
    }

    @Test("values of all kinds, sums, and base values and sums")
    func kinds() throws {
        let pack = #"""
            [{"bn":"d/","bv":20,"bs":100,"n":"t","v":1.5},{"n":"w","vs":"open"},{"n":"b","vb":false},{"n":"d","vd":"aGk"},
             {"n":"e","s":5},{"n":"f","v":2,"s":1}]
            """#
        let decoder = try decoder("t", "w", "b", "d", "e.s", "f.v", "f.s", "e")
        let records = try decoder.records(pack).get()
        #expect(
            records.map(\.values) == [
                [
                    0: .number(21.5), 1: .text("open"), 2: .flag(false), 3: .text("aGk"), 4: .number(105),
                    5: .number(22),
                    6: .number(101),
                ]
            ])
    }

    @Test("small times are relative to the arrival, before or after it")
    func relativeTimes() throws {
        let decoder = try decoder("t")
        let pack = #"[{"n":"t","v":1,"t":-5.5},{"n":"t","v":2},{"n":"t","v":3,"t":10},{"n":"t","v":4,"t":268435456}]"#
        let records = try decoder.records(pack).get()
        #expect(records.map(\.offset) == [-5500, 0, 10_000, 0])
        #expect(records.map(\.flaw) == [nil, nil, nil, .outOfBounds])
        #expect(records.allSatisfy { $0.milliseconds == nil })
    }

    @Test("a pack without any of the signals is refused; other names do no harm")
    func otherNames() throws {
        #expect(
            try decoder("t").records(#"[{"n":"x","v":1},{"n":"t","v":2}]"#).get().map(\.values) == [[0: .number(2)]])
        #expect(try decoder("t").records(#"[{"n":"x","v":1}]"#) == .failure(Refusal(.missingField)))
        #expect(try decoder("t").records("[]") == .failure(Refusal(.missingField)))
    }

    @Test("a unit other than the declared one refuses the pack (C24)")
    func units() throws {
        let decoder = try decoder("t", units: ["Cel"])
        #expect(try decoder.records(#"[{"n":"t","v":1,"u":"Cel"}]"#).get().count == 1)
        #expect(try decoder.records(#"[{"n":"t","v":1}]"#).get().count == 1)
        #expect(decoder.records(#"[{"n":"t","v":1,"u":"Fah"}]"#) == .failure(Refusal(.wrongUnit)))
        #expect(decoder.records(#"[{"bu":"Fah","n":"t","v":1}]"#) == .failure(Refusal(.wrongUnit)))
    }

    @Test(
        "what RFC 8428 forbids refuses the pack whole",
        arguments: [
            (#"{"n":"t","v":1}"#, .invalidSenML), (#"[1]"#, .invalidSenML), (#"[[{"n":"t","v":1}]]"#, .invalidSenML),
            (#"[{"n":"t","v":1,"vs":"x"}]"#, .invalidSenML), (#"[{"n":"t","v":1,"critical_":1}]"#, .invalidSenML),
            (#"[{"bver":11,"n":"t","v":1}]"#, .invalidSenML), (#"[{"v":1}]"#, .invalidSenML),
            (#"[{"n":"-t","v":1}]"#, .invalidSenML), (#"[{"n":"a b","v":1}]"#, .invalidSenML),
            (#"[{"n":"t","v":"1"}]"#, .wrongType), (#"[{"n":"t","v":true}]"#, .wrongType),
            (#"[{"n":"t","vb":1}]"#, .wrongType), (#"[{"n":"t","vs":1}]"#, .wrongType),
            (#"[{"n":1,"v":1}]"#, .wrongType),
            (#"[{"n":"t","v":1,"t":"now"}]"#, .wrongType), (#"[{"n":"t","v":1,"v":2}]"#, .duplicateKey),
            (#"[{"n":"t","v":9007199254740993}]"#, .inexactNumber),
            (#"[{"bv":1e308,"n":"t","v":1e308}]"#, .numberOutOfRange), (#"[{"n":"t","v":1},]"#, .invalidJSON),
        ] as [(String, RejectReason)])
    func forbidden(pack: String, reason: RejectReason) throws {
        #expect(try decoder("t").records(pack) == .failure(Refusal(reason)))
    }

    @Test("labels that are not known are passed over, and base labels may stand alone")
    func passedOver() throws {
        let pack = #"[{"bn":"x:","bt":1.7e9},{"n":"t","v":1,"ut":60,"custom":{"a":[1]}}]"#
        #expect(try decoder(#""x:t""#).records(pack).get().map(\.milliseconds) == [1_700_000_000_000])
    }

    @Test("a path is one name and perhaps a part of it")
    func paths() throws {
        for path in ["a.b", "a.b.c", "[0]", ".", "a[1]"] {
            #expect(throws: PayloadDecoderError.notARecordName(fieldIndex: 0)) { try decoder(path) }
        }
        #expect(throws: PayloadDecoderError.timeNotAllowed) {
            try PayloadDecoder(format: .senml, fields: [], time: TimeField(path: FieldPath("t")))
        }
        #expect(try decoder(#""a.b""#, "7").records(#"[{"n":"a.b","v":1},{"n":"7","v":2}]"#).get().count == 1)
    }

    @Test("more records than the limit refuse the pack")
    func tooManyRecords() throws {
        func pack(_ count: Int) -> String {
            "[" + (0..<count).map { #"{"n":"t","v":1,"t":-\#($0)}"# }.joined(separator: ",") + "]"
        }
        #expect(try decoder("t").records(pack(1024)).get().count == 1024)
        #expect(try decoder("t").records(pack(1025)) == .failure(Refusal(.tooManyRecords)))
    }
}
