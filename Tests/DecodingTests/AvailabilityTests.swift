import Decoding
import Telemetry
import Testing

@Suite struct AvailabilityTests {
    @Test(
        "availability is read in all its spellings",
        arguments: [
            ("online", true), ("Online", true), ("ONLINE", true), (" online\r\n", true), ("connected", true),
            ("true", true),
            ("1", true), ("ON", true), (#"{"state":"online"}"#, true), (#" {"state":"Offline"}"#, false),
            ("offline", false),
            ("Offline", false), ("false", false), ("0", false), ("Connection lost", nil), ("lost", false),
            ("unavailable", false),
            ("onlin", nil), ("onlinee", nil), ("2", nil), (#"{"state":"x"}"#, nil),
        ])
    func spellings(payload: String, isOnline: Bool?) throws {
        let field = PayloadField(path: .root, type: .flag)
        let outcome = try decode(Array(payload.utf8), format: .availability, fields: [field])
        #expect(outcome == isOnline.map { accepted(.flag($0)) } ?? rejected(.wrongType))
        if !payload.contains("{") {
            #expect(Availability(parsing: payload) == isOnline.map { $0 ? .online : .offline })
        }
    }

    @Test("other documents are refused with their reason")
    func refused() throws {
        let field = PayloadField(path: .root)
        for (payload, reason) in [
            ("{}", .missingField), (#"{"state":true}"#, .wrongType), (#"{"state":"online""#, .invalidJSON),
            (#"{"state":"online","state":"offline"}"#, .duplicateKey), ("\u{0}", .wrongType),
        ] as [(String, RejectReason)] {
            #expect(try decode(Array(payload.utf8), format: .availability, fields: [field]) == rejected(reason))
        }
        #expect(try decode([0xFF, 0xFE], format: .availability, fields: [field]) == rejected(.wrongType))
    }

    @Test("a bare value is what it looks like, or what its field says")
    func scalars() throws {
        for (payload, value) in [
            ("21.4", .number(21.4)), (" -3\n", .number(-3)), ("true", .flag(true)), ("ON", .text("ON")),
            ("2023-11-14", .text("2023-11-14")), ("21,4", .text("21,4")),
        ] as [(String, Value)] {
            #expect(
                try decode(Array(payload.utf8), format: .scalar, fields: [PayloadField(path: .root)]) == accepted(value)
            )
        }
        let flag = PayloadField(
            path: .root, type: .flag, on: [.text("ON"), .text("1")], off: [.text("OFF"), .text("0")])
        #expect(try decode(Array("1".utf8), format: .scalar, fields: [flag]) == accepted(.flag(true)))
        #expect(try decode(Array("OFF".utf8), format: .scalar, fields: [flag]) == accepted(.flag(false)))
        let number = PayloadField(path: .root, type: .number, noValue: [.text("nan")])
        #expect(try decode(Array("nan".utf8), format: .scalar, fields: [number]) == accepted(nil))
        #expect(try decode(Array("inf".utf8), format: .scalar, fields: [number]) == rejected(.wrongType))
        #expect(try decode(Array("1e400".utf8), format: .scalar, fields: [number]) == rejected(.numberOutOfRange))
        #expect(try decode([0x1B, 0x5B], format: .scalar, fields: [number]) == rejected(.controlCharacter))
    }
}
