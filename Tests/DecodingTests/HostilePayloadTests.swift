import Decoding
import Telemetry
import Testing

/// Group C of the bad-input catalogue, row by row: a hostile payload is refused whole, with its reason.
@Suite struct HostilePayloadTests {
    @Test("a sound payload is accepted (the control for all that follow)")
    func control() throws {
        #expect(try decodeNumber(#"{"v":21.5}"#) == accepted(.number(21.5)))
    }

    @Test("C01 an empty payload is refused", arguments: PayloadFormat.allCases)
    func emptyPayload(format: PayloadFormat) throws {
        let field = PayloadField(path: format == .senml ? try FieldPath("t") : .root)
        #expect(try decode([], format: format, fields: [field]) == rejected(.emptyPayload))
    }

    @Test(
        "C01 white space alone is an empty payload",
        arguments: [PayloadFormat.json, .number, .scalar, .availability, .senml])
    func blankPayload(format: PayloadFormat) throws {
        let field = PayloadField(path: format == .senml ? try FieldPath("t") : .root)
        #expect(try decode(Array(" \r\n".utf8), format: format, fields: [field]) == rejected(.emptyPayload))
    }

    @Test("C02 one byte more than 64 KiB is refused, 64 KiB is not")
    func tooLarge() throws {
        let document = Array(#"{"v":1}"#.utf8)
        let largest = document + [UInt8](repeating: 0x20, count: 65_536 - document.count)
        #expect(try decodeNumber(largest) == accepted(.number(1)))
        #expect(try decodeNumber(largest + [0x20]) == rejected(.payloadTooLarge))
    }

    @Test("C02 the limit can be raised to 1 MiB")
    func raisedLimit() throws {
        let elements = Array(repeating: "1.25", count: 200_000).joined(separator: ",")
        let json = Array("{\"v\":1,\"samples\":[\(elements)]}".utf8)
        #expect(json.count > 900_000)
        #expect(try decodeNumber(json, limits: PayloadLimits(bytes: 1_048_576)) == accepted(.number(1)))
    }

    @Test("C03 a number of a million nines is refused")
    func longNumber() throws {
        let nines = [UInt8](repeating: 0x39, count: 1_048_576)
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(nines, format: .number, fields: [field]) == rejected(.payloadTooLarge))
        let limits = PayloadLimits(bytes: 2_097_152)
        #expect(try decode(nines, format: .number, fields: [field], limits: limits) == rejected(.numberOutOfRange))
        let json = Array(#"{"v":"#.utf8) + nines + [0x7D]
        #expect(try decodeNumber(json, limits: limits) == rejected(.numberOutOfRange))
    }

    @Test("C04, C05 nesting beyond 16 is refused, however deep", arguments: [16, 17, 128, 129, 511, 30_000])
    func depth(levels: Int) throws {
        let json =
            #"{"v":1,"a":"# + String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
            + "}"
        #expect(try decodeNumber(json) == (levels <= 16 ? accepted(.number(1)) : rejected(.tooDeep)))
    }

    @Test("C05 a hundred thousand open brackets do not overflow the stack")
    func openBrackets() throws {
        let limits = PayloadLimits(bytes: 1_048_576, depth: 128)
        let brackets = [UInt8](repeating: 0x5B, count: 100_000)
        #expect(try decodeNumber(brackets, limits: limits).reason != nil)
    }

    @Test("C06 more than 256 members are refused, 256 are not", arguments: [256, 257, 5000])
    func members(count: Int) throws {
        let members = (1..<count).map { "\"k\($0)\":0" }.joined(separator: ",")
        let expected = count <= 256 ? accepted(.number(1)) : rejected(.tooManyMembers)
        #expect(try decodeNumber("{\"v\":1,\(members)}") == expected)
    }

    @Test(
        "C07 a key twice is refused, at any level and however written",
        arguments: [
            #"{"v":1,"v":2}"#, #"{"v":1,"a":{"b":1,"b":1}}"#, #"{"v":1,"a":[{"b":1,"c":2,"b":3}]}"#,
            #"{"v":1,"\u0076":2}"#, #"{"v":1,"":0,"":0}"#,
        ])
    func duplicateKeys(json: String) throws {
        #expect(try decodeNumber(json) == rejected(.duplicateKey))
    }

    @Test("C07 a key twice is found among many", arguments: [2, 7, 8, 9, 100, 256])
    func duplicateAmongMany(count: Int) throws {
        let keys = (0..<count - 1).map { "\"key number \($0)\":0" }
        let sound = "{" + (["\"v\":1"] + keys).joined(separator: ",") + "}"
        #expect(try decodeNumber(sound) == accepted(.number(1)))
        let doubled = "{" + (["\"v\":1"] + keys.dropLast() + ["\"v\":1"]).joined(separator: ",") + "}"
        #expect(try decodeNumber(doubled) == rejected(.duplicateKey))
    }

    @Test("C08 NaN and infinities are refused", arguments: ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"])
    func notFinite(literal: String) throws {
        #expect(try decodeNumber("{\"v\":\(literal)}") == rejected(.invalidJSON))
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(Array(literal.utf8), format: .number, fields: [field]) == rejected(.notANumber))
    }

    @Test("C09 words in place of a number are refused", arguments: ["NaN", "Infinity", ""])
    func numberWords(word: String) throws {
        #expect(try decodeNumber("{\"v\":\"\(word)\"}") == rejected(.wrongType))
    }

    @Test("C09 a word that the sensor declares as no value is no value")
    func declaredNoValue() throws {
        let field = PayloadField(path: try FieldPath("v"), type: .number, noValue: [.text("NaN"), .number(-127)])
        #expect(try decode(Array(#"{"v":"NaN"}"#.utf8), fields: [field]) == accepted(nil))
        #expect(try decode(Array(#"{"v":-127}"#.utf8), fields: [field]) == accepted(nil))
        #expect(try decode(Array(#"{"v":"nan"}"#.utf8), fields: [field]) == rejected(.wrongType))
    }

    @Test(
        "C10, C11 numbers beyond a double are refused, never infinite, never silently 0",
        arguments: ["1e400", "-1e400", "1e-400", "-1e-400", "0.1e-350", "2e-324", "1e-99999"])
    func outOfRange(number: String) throws {
        #expect(try decodeNumber("{\"v\":\(number)}") == rejected(.numberOutOfRange))
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(Array(number.utf8), format: .number, fields: [field]) == rejected(.numberOutOfRange))
    }

    @Test("C11 true zeros and the smallest doubles are numbers", arguments: ["0.0", "0e-999", "0.000", "5e-324"])
    func smallNumbers(number: String) throws {
        let expected = accepted(.number(try #require(Double(number))))
        #expect(try decodeNumber("{\"v\":\(number),\"note\":\"1e-400 \\\" 1e-400\"}") == expected)
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(Array(number.utf8), format: .number, fields: [field]) == expected)
    }

    @Test(
        "C12 an integer that a double would round is refused",
        arguments: ["9007199254740993", "-9007199254740993", "18446744073709551615", "9223372036854775807"])
    func inexactIntegers(number: String) throws {
        #expect(try decodeNumber("{\"v\":\(number)}") == rejected(.inexactNumber))
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(Array(number.utf8), format: .number, fields: [field]) == rejected(.inexactNumber))
        // Nobody asked for it: a serial number does not spoil the message.
        #expect(try decodeNumber("{\"v\":1,\"serial\":\(number)}") == accepted(.number(1)))
    }

    @Test("C12 integers that a double holds are taken", arguments: ["9007199254740992", "9223372036854775808", "-1"])
    func exactIntegers(number: String) throws {
        #expect(try decodeNumber("{\"v\":\(number)}") == accepted(.number(try #require(Double(number)))))
    }

    @Test("C12 an integer beyond 64 bits is refused", arguments: ["18446744073709551616", "-9223372036854775809"])
    func hugeIntegers(number: String) throws {
        #expect(try decodeNumber("{\"v\":\(number)}") == rejected(.numberOutOfRange))
    }

    @Test("C13 true is not a number unless the field says so")
    func trueForNumber() throws {
        #expect(try decodeNumber(#"{"v":true}"#) == rejected(.wrongType))
        let field = PayloadField(path: try FieldPath("v"), type: .number, conversions: .numberFromFlag)
        #expect(try decode(Array(#"{"v":true}"#.utf8), fields: [field]) == accepted(.number(1)))
    }

    @Test("C14 \"21.5\" is not a number unless the field says so")
    func textForNumber() throws {
        #expect(try decodeNumber(#"{"v":"21.5"}"#) == rejected(.wrongType))
        let field = PayloadField(path: try FieldPath("v"), type: .number, conversions: .numberFromText)
        #expect(try decode(Array(#"{"v":"21.5"}"#.utf8), fields: [field]) == accepted(.number(21.5)))
        #expect(try decode(Array(#"{"v":"21,5"}"#.utf8), fields: [field]) == rejected(.notANumber))
        #expect(try decode(Array(#"{"v":""}"#.utf8), fields: [field]) == rejected(.notANumber))
    }

    @Test(
        "C15 other spellings of numbers are refused",
        arguments: ["21,5", "0x10", "+1", "01", "1.", ".5", "-", "1e", "--1"])
    func numberSpellings(number: String) throws {
        #expect(try decodeNumber("{\"v\":\(number)}") == rejected(.invalidJSON))
        let field = PayloadField(path: .root, type: .number)
        #expect(try decode(Array(number.utf8), format: .number, fields: [field]) == rejected(.notANumber))
    }

    @Test(
        "C16 what is nearly JSON is refused",
        arguments: [
            #"{"v":1,}"#, #"{"v":1,"a":[1,]}"#, #"{'v':1}"#, #"{v:1}"#, #"{"v":1"#, #"{"v" 1}"#, #"{"v":1 // x"#,
            #"{"v":1}}"#, #"{"v":1,"a":tru}"#, #"{"v":1,"a":"x}"#, #"{"v":1,"a":"\x"}"#,
        ])
    func nearlyJSON(json: String) throws {
        #expect(try decodeNumber(json) == rejected(.invalidJSON))
    }

    @Test("C17 byte order marks, UTF-16 and UTF-32 are refused")
    func otherEncodings() throws {
        let json = Array(#"{"v":1}"#.utf8)
        let littleEndian16 = json.flatMap { [$0, 0] as [UInt8] }
        let bigEndian16 = json.flatMap { [0, $0] as [UInt8] }
        let littleEndian32 = json.flatMap { [$0, 0, 0, 0] as [UInt8] }
        let payloads: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + json, [0xFF, 0xFE] + littleEndian16, [0xFE, 0xFF] + bigEndian16, littleEndian16,
            bigEndian16, littleEndian32,
        ]
        for bytes in payloads {
            #expect(try decodeNumber(bytes) == rejected(.unsupportedEncoding))
        }
    }

    @Test(
        "C18 invalid and overlong UTF-8 is refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]])
    func invalidUTF8(bytes: [UInt8]) throws {
        let json = Array(#"{"v":1,"a":""#.utf8) + bytes + Array(#""}"#.utf8)
        #expect(try decodeNumber(json) == rejected(.invalidUTF8))
        let field = PayloadField(path: .root, type: .text)
        #expect(try decode(bytes, format: .text, fields: [field]) == rejected(.invalidUTF8))
    }

    @Test("C19 a lone surrogate is refused", arguments: [#"\ud800"#, #"\udc00"#, #"\ud800\ud800"#, #"\ud800A"#])
    func loneSurrogates(escape: String) throws {
        #expect(try decodeNumber("{\"v\":1,\"a\":\"\(escape)\"}") == rejected(.invalidJSON))
    }

    @Test("C20 NUL in a string or a key is refused")
    func nul() throws {
        #expect(try decodeNumber(#"{"v":1,"a":"x\u0000y"}"#) == rejected(.controlCharacter))
        #expect(try decodeNumber(#"{"v":1,"a\u0000":1}"#) == rejected(.controlCharacter))
        #expect(try decodeNumber(Array(#"{"v":1,"a":""#.utf8) + [0, 0x22, 0x7D]) == rejected(.invalidJSON))
    }

    @Test("C21 raw control characters are refused, escaped ones are kept as they are")
    func controlCharacters() throws {
        let field = PayloadField(path: try FieldPath("v"), type: .text)
        #expect(try decode(Array("{\"v\":\"\u{1B}[31m\"}".utf8), fields: [field]) == rejected(.invalidJSON))
        #expect(try decode(Array(#"{"v":"\u001b[31m"}"#.utf8), fields: [field]) == accepted(.text("\u{1B}[31m")))
        let bare = PayloadField(path: .root, type: .text)
        for text in ["\u{1B}[31m", "a\nb", "\u{7F}", "\u{9B}31m", "ON\n"] {
            #expect(try decode(Array(text.utf8), format: .text, fields: [bare]) == rejected(.controlCharacter))
        }
    }

    @Test(
        "C22 anything after the document is refused", arguments: [#"{"v":1} x"#, #"{"v":1}{"v":2}"#, "{\"v\":1}\u{0}"])
    func trailing(json: String) throws {
        #expect(try decodeNumber(json) == rejected(.invalidJSON))
    }

    @Test("C23 null is no value, never 0")
    func null() throws {
        #expect(try decodeNumber(#"{"v":null}"#) == accepted(nil))
    }

    @Test(
        "C27 binary payloads on a JSON topic are refused",
        arguments: [
            [0xA1, 0x61, 0x76, 0x01], [0x1F, 0x8B, 0x08, 0x01, 0x02], [0x89, 0x50, 0x4E, 0x47, 0x0D], [0x00, 0x01],
        ])
    func binary(bytes: [UInt8]) throws {
        #expect(try decodeNumber(bytes) == rejected(.unsupportedEncoding))
    }

    @Test("C29 minus zero is zero", arguments: ["-0.0", "-0", "-0e5", "-0.000"])
    func minusZero(number: String) throws {
        let field = PayloadField(path: .root, type: .number)
        for outcome in [
            try decodeNumber("{\"v\":\(number)}"),
            try decode(Array(number.utf8), format: .number, fields: [field]),
        ] {
            guard case .number(let value)?? = outcome.values.first else {
                Issue.record("no number")
                return
            }
            #expect(value == 0 && value.sign == .plus)
        }
    }

    @Test(
        "C30, C31 texts of other languages are texts", arguments: ["'); DROP TABLE readings;--", "${HOME} {{x}} %n%s"])
    func foreignTexts(text: String) throws {
        let field = PayloadField(path: try FieldPath("v"), type: .text)
        #expect(try decode(Array("{\"v\":\"\(text)\"}".utf8), fields: [field]) == accepted(.text(text)))
    }

    @Test("strings and keys beyond 1 KiB are refused, 1 KiB is not", arguments: [1024, 1025])
    func longStrings(length: Int) throws {
        let text = String(repeating: "x", count: length)
        let expected = length <= 1024 ? accepted(.number(1)) : rejected(.stringTooLong)
        #expect(try decodeNumber("{\"v\":1,\"a\":\"\(text)\"}") == expected)
        #expect(try decodeNumber("{\"v\":1,\"\(text)\":0}") == expected)
        let bare = try decode(Array(text.utf8), format: .text, fields: [PayloadField(path: .root, type: .text)])
        #expect(bare == (length <= 1024 ? accepted(.text(text)) : rejected(.stringTooLong)))
    }
}
