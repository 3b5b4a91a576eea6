import Decoding
import Telemetry
import TestSupport
import Testing

@Suite struct CBORTests {
    private func value(_ bytes: [UInt8], type: PayloadField.FieldType = .any) throws -> Outcome {
        try decode(bytes, format: .cbor, fields: [PayloadField(path: .root, type: type)])
    }

    @Test(
        "numbers are read in all their forms (RFC 8949 appendix A)",
        arguments: [
            ([0x00], 0), ([0x17], 23), ([0x18, 0x18], 24), ([0x19, 0x03, 0xE8], 1000),
            ([0x1A, 0x00, 0x0F, 0x42, 0x40], 1_000_000),
            ([0x1B, 0, 0, 0, 0xE8, 0xD4, 0xA5, 0x10, 0], 1_000_000_000_000), ([0x20], -1), ([0x29], -10),
            ([0x38, 0x63], -100), ([0x39, 0x03, 0xE7], -1000), ([0xF9, 0x00, 0x00], 0), ([0xF9, 0x3C, 0x00], 1),
            ([0xF9, 0x3E, 0x00], 1.5), ([0xF9, 0x7B, 0xFF], 65_504), ([0xFA, 0x47, 0xC3, 0x50, 0x00], 100_000),
            ([0xF9, 0x00, 0x01], 5.960464477539063e-8), ([0xF9, 0x04, 0x00], 0.00006103515625),
            ([0xF9, 0xC4, 0x00], -4),
            ([0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A], 1.1),
            ([0xFB, 0xC0, 0x10, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66], -4.1),
            ([0xC1, 0x1A, 0x51, 0x4B, 0x67, 0xB0], 1_363_896_240),
            ([0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -18_446_744_073_709_551_616),
            ([0x1B, 0x80, 0, 0, 0, 0, 0, 0, 0], 9_223_372_036_854_775_808),
        ] as [([UInt8], Double)])
    func numbers(bytes: [UInt8], number: Double) throws {
        #expect(try value(bytes, type: .number) == accepted(.number(number)))
    }

    @Test("minus zero is zero, null and undefined are no value, words and flags are what they are")
    func scalars() throws {
        guard case .number(let zero)?? = try value([0xF9, 0x80, 0x00]).values.first else { throw Refusal(.wrongType) }
        #expect(zero == 0 && zero.sign == .plus)
        #expect(try value([0xF6]) == accepted(nil))
        #expect(try value([0xF7]) == accepted(nil))
        #expect(try value([0xF5]) == accepted(.flag(true)))
        #expect(try value([0xF4]) == accepted(.flag(false)))
        #expect(try value([0x62, 0xC3, 0xBC]) == accepted(.text("ü")))
    }

    @Test("what no field can be is of the wrong type; what a double would change is refused")
    func refusedScalars() throws {
        for bytes in [[0x43, 1, 2, 3], [0xC2, 0x41, 1], [0xF0], [0xF8, 0x20], [0x80], [0xA0]] as [[UInt8]] {
            #expect(try value(bytes) == rejected(.wrongType), "\(bytes)")
        }
        #expect(try value([0xF9, 0x7E, 0x00]) == rejected(.numberOutOfRange))
        #expect(try value([0xFA, 0x7F, 0x80, 0x00, 0x00]) == rejected(.numberOutOfRange))
        #expect(try value([0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) == rejected(.inexactNumber))
        #expect(try value([0x1B, 0, 0x20, 0, 0, 0, 0, 0, 1]) == rejected(.inexactNumber))
        #expect(try value([0xF5], type: .number) == rejected(.wrongType))
    }

    /// {"a": 1, "b": [2, {"c": 3}], 4: 5, "s": {"on": true}}
    private static let document: [UInt8] = [
        0xA4, 0x61, 0x61, 0x01, 0x61, 0x62, 0x82, 0x02, 0xA1, 0x61, 0x63, 0x03, 0x04, 0x05, 0x61, 0x73, 0xA1, 0x62,
        0x6F,
        0x6E, 0xF5,
    ]

    @Test("paths are those of JSON; digits also find a key that is an integer")
    func paths() throws {
        let fields = try ["a", "b[0]", "b.1.c", "4", "s.on", "none", "a.x", "b[2]", "b.x"].map {
            PayloadField(path: try FieldPath($0))
        }
        let decoder = try PayloadDecoder(format: .cbor, fields: fields)
        let expected: [Int: Value?] = [0: .number(1), 1: .number(2), 2: .number(3), 3: .number(5), 4: .flag(true)]
        #expect(try decoder.records(CBORTests.document).get().map(\.values) == [expected])
    }

    @Test("arrays and maps of indefinite length are read like others")
    func indefiniteLength() throws {
        // {_ "a": [_ 1, 2], "b": {_ }}
        let bytes: [UInt8] = [0xBF, 0x61, 0x61, 0x9F, 0x01, 0x02, 0xFF, 0x61, 0x62, 0xBF, 0xFF, 0xFF]
        let field = PayloadField(path: try FieldPath("a[1]"))
        #expect(try decode(bytes, format: .cbor, fields: [field]) == accepted(.number(2)))
        let beyond = PayloadField(path: try FieldPath("a[2]"))
        #expect(try decode(bytes, format: .cbor, fields: [beyond]) == rejected(.missingField))
    }

    @Test("records and their times are read as in JSON")
    func records() throws {
        // {"r": [{"t": 1700000000, "v": 1}, {"t": 1(1700000001), "v": 2}]}
        let first: [UInt8] = [0xA2, 0x61, 0x74, 0x1A, 0x65, 0x53, 0xF1, 0x00, 0x61, 0x76, 0x01]
        let second: [UInt8] = [0xA2, 0x61, 0x74, 0xC1, 0x1A, 0x65, 0x53, 0xF1, 0x01, 0x61, 0x76, 0x02]
        let decoder = try PayloadDecoder(
            format: .cbor, fields: [PayloadField(path: FieldPath("v"))],
            time: TimeField(path: FieldPath("t"), unit: .seconds),
            records: RecordLayout(path: FieldPath("r")))
        let records = try decoder.records([0xA1, 0x61, 0x72, 0x82] + first + second).get()
        #expect(records.map(\.milliseconds) == [1_700_000_000_000, 1_700_000_001_000])
        #expect(records.map(\.values) == [[0: .number(1)], [0: .number(2)]])
    }

    @Test(
        "what is cut off, reserved, left over or in pieces is refused whole",
        arguments: [
            [0x18], [0x19, 0x01], [0x1B, 0, 0], [0x1C], [0x1F], [0x61], [0x62, 0x61], [0x81], [0x82, 0x01],
            [0xA1, 0x61, 0x61],
            [0x9F, 0x01], [0xBF, 0x61, 0x61], [0xBF, 0x61, 0x61, 0xFF], [0xFF], [0x81, 0xFF], [0xC1], [0xF8, 0x10],
            [0xF8],
            [0x01, 0x01], [0x7F, 0x61, 0x61, 0xFF], [0x5F, 0xFF], [0xA1, 0x80, 0x01], [0xA1, 0xF6, 0x01], [0xFC],
            [0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xBB, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x7B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x61], [0x9A, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) throws {
        #expect(try value(bytes) == rejected(.invalidCBOR))
    }

    @Test("JSON and other texts on a CBOR topic are refused")
    func otherFormats() throws {
        #expect(try value(Array(#"{"v":1}"#.utf8)) == rejected(.invalidCBOR))
        #expect(try value([]) == rejected(.emptyPayload))
    }

    @Test(
        "C04, C05 nesting beyond 16 is refused, tags and indefinite lengths included",
        arguments: [0x81, 0x9F, 0xC1] as [UInt8])
    func depth(byte: UInt8) throws {
        #expect(try value([UInt8](repeating: byte, count: 16) + [0x01]).reason != .tooDeep)
        #expect(try value([UInt8](repeating: byte, count: 17) + [0x01]) == rejected(.tooDeep))
        let limits = PayloadLimits(bytes: 1_048_576, depth: 128)
        let deep = try decode(
            [UInt8](repeating: byte, count: 1_000_000), format: .cbor, fields: [PayloadField(path: .root)],
            limits: limits)
        #expect(deep == rejected(.tooDeep))
    }

    @Test("C06, C07 too many members and a key twice are refused, however the key is written")
    func keys() throws {
        func map(_ count: Int) -> [UInt8] {
            [0xB9, UInt8(count >> 8), UInt8(count & 255)]
                + (0..<count).flatMap { [0x19, UInt8($0 >> 8), UInt8($0 & 255), 0x00] as [UInt8] }
        }
        let none = rejected(.missingField)
        let field = [PayloadField(path: try FieldPath("x"))]
        #expect(try decode(map(256), format: .cbor, fields: field) == none)
        #expect(try decode(map(257), format: .cbor, fields: field) == rejected(.tooManyMembers))
        for bytes in [
            [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02], [0xA2, 0x01, 0x01, 0x18, 0x01, 0x02],
            [0xA1, 0x61, 0x62, 0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02],
        ] as [[UInt8]] {
            #expect(try decode(bytes, format: .cbor, fields: field) == rejected(.duplicateKey), "\(bytes)")
        }
        // The same key in two maps, and an integer beside its text, are no repetition.
        let distinct: [UInt8] = [0xA3, 0x61, 0x61, 0xA1, 0x61, 0x61, 0x01, 0x01, 0x01, 0x61, 0x31, 0x01]
        #expect(try decode(distinct, format: .cbor, fields: field) == none)
    }

    @Test("C18, C20 texts are UTF-8 without NUL and no longer than 1 KiB")
    func texts() throws {
        #expect(try value([0x61, 0xFF]) == rejected(.invalidUTF8))
        #expect(try value([0x62, 0xC0, 0x80]) == rejected(.invalidUTF8))
        #expect(try value([0x61, 0x00]) == rejected(.controlCharacter))
        #expect(try value([0x79, 0x04, 0x00] + [UInt8](repeating: 0x61, count: 1024)).reason == nil)
        #expect(try value([0x79, 0x04, 0x01] + [UInt8](repeating: 0x61, count: 1025)) == rejected(.stringTooLong))
    }

    @Test("mutated and random bytes are taken or refused, never half taken")
    func randomBytes() throws {
        let seed = Trials.seed()
        print("CBOR mutation seed: \(seed)")
        var generator = SeededGenerator(seed)
        let fields = try ["a", "b.1.c", "4", "s.on", "[0]"].map { PayloadField(path: try FieldPath($0)) }
        let time = TimeField(path: try FieldPath("a"), unit: .byMagnitude)
        let decoders = [
            try PayloadDecoder(format: .cbor, fields: fields, time: time),
            try PayloadDecoder(
                format: .cbor, fields: fields, time: time,
                records: RecordLayout(isKeyedByDevice: true, wrapper: FieldPath("c"), device: FieldPath("d")),
                isPartial: true),
        ]
        var taken = 0
        var reasons: Set<RejectReason> = []
        for round in 0..<20_000 {
            var bytes = CBORTests.document
            if Bool.random(using: &generator) {
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let index = Int.random(in: bytes.indices, using: &generator)
                    bytes[index] = UInt8.random(in: 0...255, using: &generator)
                }
            } else {
                bytes = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
            }
            for decoder in decoders {
                var decoded = DecodedPayload()
                if let reason = bytes.withUnsafeBytes({ decoder.decode($0, into: &decoded) }) {
                    reasons.insert(reason)
                    #expect(decoded.entries.isEmpty && decoded.records.isEmpty, "round \(round) of seed \(seed)")
                } else {
                    taken += 1
                    #expect(!decoded.records.isEmpty, "round \(round) of seed \(seed)")
                }
            }
        }
        #expect(taken > 100 && reasons.count >= 4, "seed \(seed): \(taken), \(reasons)")
    }
}
