import Decoding
import Telemetry
import Testing

@Suite struct RecordTests {
    private func decoder(
        _ paths: String..., records: RecordLayout, time: TimeField? = nil, isPartial: Bool = false
    ) throws -> PayloadDecoder {
        try PayloadDecoder(
            format: .json, fields: try paths.map { PayloadField(path: try FieldPath($0)) }, time: time,
            records: records,
            isPartial: isPartial)
    }

    // The path is a constant.
    private let time = TimeField(path: try! FieldPath("ts"))

    @Test("a batch gives one reading an element, each with its own time")
    func batch() throws {
        let decoder = try decoder("t", "h", records: RecordLayout(path: FieldPath("batch")), time: time)
        let records = try decoder.records(
            #"{"batch":[{"ts":1700000000000,"t":20},{"ts":5,"t":21,"h":40},{"h":41},{"x":1}]}"#
        ).get()
        #expect(
            records == [
                DecodedRecord(values: [0: .number(20)], milliseconds: 1_700_000_000_000),
                DecodedRecord(values: [0: .number(21), 1: .number(40)], flaw: .outOfBounds),
                DecodedRecord(values: [1: .number(41)]),
            ])
        #expect(try decoder.records(#"{"batch":{"t":20}}"#).get().count == 1)
        #expect(decoder.records(#"{"batch":[]}"#) == .failure(Refusal(.missingField)))
        #expect(decoder.records(#"{"t":1}"#) == .failure(Refusal(.missingField)))
        #expect(decoder.records(#"{"batch":3}"#) == .failure(Refusal(.wrongType)))
    }

    @Test("one wrong element refuses the batch whole")
    func wholeOrNothing() throws {
        let field = PayloadField(path: try FieldPath("t"), type: .number)
        let decoder = try PayloadDecoder(format: .json, fields: [field], records: RecordLayout())
        #expect(decoder.records(#"[{"t":1},{"t":"x"}]"#) == .failure(Refusal(.wrongType)))
        #expect(try decoder.records(#"[{"t":1},{"t":2}]"#).get().count == 2)
    }

    @Test("bare numbers in an array are records of one value")
    func bareElements() throws {
        let decoder = try decoder(".", records: RecordLayout(path: FieldPath("v")))
        #expect(try decoder.records(#"{"v":[1,2.5]}"#).get().map(\.values) == [[0: .number(1)], [0: .number(2.5)]])
    }

    @Test("records name their device, by a field or by the key they stand under")
    func devices() throws {
        let byField = try decoder("t", records: RecordLayout(device: FieldPath("id")))
        #expect(
            try byField.records(#"[{"id":"pump-7","t":1},{"t":2},{"id":9,"t":3}]"#).get().map(\.device)
                == ["pump-7", nil, nil])
        let byKey = try decoder("t", records: RecordLayout(isKeyedByDevice: true))
        let records = try byKey.records(#"{"a":[{"t":1},{"t":2}],"b":{"t":3},"c":[],"d":{"x":1}}"#).get()
        #expect(records.map(\.device) == ["a", "a", "b"])
        #expect(records.map { $0.values[0] } == [.number(1), .number(2), .number(3)])
        #expect(byKey.records(#"{"a":1}"#) == .failure(Refusal(.wrongType)))
        #expect(byKey.records(#"[{"t":1}]"#) == .failure(Refusal(.wrongType)))
    }

    @Test("a wrapper holds the fields where it is there, and the record where it is not")
    func wrapper() throws {
        let decoder = try decoder("t", records: RecordLayout(wrapper: FieldPath("values")), time: time)
        let records = try decoder.records(#"[{"ts":1700000000000,"values":{"t":1}},{"t":2},{"values":7,"t":3}]"#).get()
        #expect(records.map { $0.values[0] } == [.number(1), .number(2), .number(3)])
        #expect(records.map(\.milliseconds) == [1_700_000_000_000, nil, nil])
    }

    @Test("a partial message without any of the signals is a reading without values")
    func partial() throws {
        let fields = [PayloadField(path: try FieldPath("t"))]
        let partial = try PayloadDecoder(format: .json, fields: fields, isPartial: true)
        #expect(try partial.records(#"{"x":1}"#).get() == [DecodedRecord()])
        #expect(try partial.records(#"{"t":null}"#).get() == [DecodedRecord(values: [0: nil])])
        #expect(partial.records(#"{"t":{}}"#) == .failure(Refusal(.wrongType)))
        let whole = try PayloadDecoder(format: .json, fields: fields)
        #expect(whole.records(#"{"x":1}"#) == .failure(Refusal(.missingField)))
    }

    @Test("more records than the limit refuse the payload")
    func tooManyRecords() throws {
        let decoder = try decoder("t", records: RecordLayout())
        let records = { (count: Int) in "[" + Array(repeating: #"{"t":1}"#, count: count).joined(separator: ",") + "]" }
        #expect(try decoder.records(records(1024)).get().count == 1024)
        #expect(decoder.records(records(1025)) == .failure(Refusal(.tooManyRecords)))
    }
}
