import Telemetry
import TestSupport
import Testing

@Suite struct ByteCodingTests {
    private enum Item: Equatable {
        case byte(UInt8)
        case unsigned(UInt64)
        case signed(Int64)
        case word(UInt64)
        case double(UInt64)
        case bool(Bool)
        case text(String)
        case value(Value)

        init(using generator: inout SeededGenerator) {
            let bits = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: self = .byte(UInt8(truncatingIfNeeded: bits))
            case 1: self = .unsigned(bits)
            case 2: self = .signed(Int64(bitPattern: bits))
            case 3: self = .signed(-Int64(bitPattern: bits >> 1))
            case 4: self = .word(bits)
            case 5: self = .double(bits)
            case 6: self = .bool(bits & 1 == 1)
            case 7: self = .text(String(repeating: "°x\u{0}😀", count: Int(bits % 70)))
            case 8: self = .value(bits & 1 == 0 ? .flag(bits & 2 == 0) : .text("v\(bits)"))
            default: self = .value(.number(Double(Int64(bitPattern: bits)) / 8))
            }
        }

        func write(to bytes: inout ByteWriter) {
            switch self {
            case .byte(let byte): bytes.byte(byte)
            case .unsigned(let number): bytes.unsigned(number)
            case .signed(let number): bytes.signed(number)
            case .word(let word): bytes.word(word)
            case .double(let bits): bytes.double(Double(bitPattern: bits))
            case .bool(let flag): bytes.bool(flag)
            case .text(let text): bytes.text(text)
            case .value(let value): bytes.value(value)
            }
        }

        /// Reads an item of the same kind.
        func readAlike(from bytes: inout ByteReader) throws(MalformedBytes) -> Item {
            switch self {
            case .byte: .byte(try bytes.byte())
            case .unsigned: .unsigned(try bytes.unsigned())
            case .signed: .signed(try bytes.signed())
            case .word: .word(try bytes.word())
            case .double: .double(try bytes.double().bitPattern)
            case .bool: .bool(try bytes.bool())
            case .text: .text(try bytes.text())
            case .value: .value(try bytes.value())
            }
        }
    }

    @Test("what was written is read back, item by item to the last byte")
    func roundTrip() throws {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var bytes = ByteWriter()
        for _ in 0..<500 {
            let items = (0..<20).map { _ in Item(using: &generator) }
            bytes.reset()
            for item in items { item.write(to: &bytes) }
            // From the middle of a larger array, as an entry lies in a batch.
            let padded = [0xFF, 0xFF] + bytes.bytes + [0xFF]
            var reader = ByteReader(padded[2..<(padded.count - 1)])
            for item in items { #expect(try item.readAlike(from: &reader) == item, "seed \(seed)") }
            #expect(reader.isAtEnd, "seed \(seed)")
        }
    }

    @Test(
        "a block is its length and its bytes, whatever its length, also within a block",
        arguments: [0, 1, 126, 127, 128, 16_382, 16_383, 16_384, 2_100_000])
    func blocks(length: Int) throws {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var bytes = ByteWriter()
        bytes.byte(1)
        bytes.block { outer in
            outer.byte(2)
            outer.block { inner in for byte in content { inner.byte(byte) } }
            outer.byte(3)
        }
        bytes.byte(4)
        var reader = ByteReader(bytes.bytes)
        #expect(try reader.byte() == 1)
        var outer = try reader.block()
        #expect(try reader.byte() == 4 && reader.isAtEnd)
        #expect(try outer.byte() == 2)
        var inner = try outer.block()
        for byte in content where try inner.byte() != byte { Issue.record("another byte than was written") }
        #expect(inner.isAtEnd)
        #expect(try outer.byte() == 3 && outer.isAtEnd)
    }

    @Test("every cut of what was written is malformed, where it was cut")
    func truncation() {
        let items: [Item] = [
            .unsigned(.max), .signed(.min), .word(1), .text("text"), .value(.number(1)), .value(.text("a")),
            .bool(true),
        ]
        for item in items {
            var bytes = ByteWriter()
            item.write(to: &bytes)
            for length in 0..<bytes.bytes.count {
                var reader = ByteReader(bytes.bytes[..<length])
                #expect(throws: MalformedBytes.self, "\(item) cut to \(length)") {
                    _ = try item.readAlike(from: &reader)
                }
            }
        }
        var reader = ByteReader([1, 2])
        #expect(throws: MalformedBytes(offset: 0)) { _ = try reader.word() }
    }

    @Test("bytes that no writer wrote are refused")
    func malformed() {
        func read<Result>(_ bytes: [UInt8], _ read: (inout ByteReader) throws -> Result) -> Result? {
            var reader = ByteReader(bytes)
            do { return try read(&reader) } catch { return nil }
        }
        // A number of more than 64 bits, and one that never ends.
        #expect(read([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]) { try $0.unsigned() } == .max)
        #expect(read([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02]) { try $0.unsigned() } == nil)
        #expect(read([UInt8](repeating: 0x80, count: 20)) { try $0.unsigned() } == nil)
        // A count of more things than there are bytes: nobody reserves memory for it.
        #expect(read([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]) { try $0.count() } == nil)
        #expect(read([2, 0, 0]) { try $0.count() } == 2)
        #expect(read([0x80, 0x80, 0x80, 0x80, 0x08]) { try $0.index() } == nil)
        #expect(read([2]) { try $0.bool() } == nil)
        #expect(read([4, 0]) { try $0.value() } == nil)
        #expect(read([2, 0xC0, 0x80]) { try $0.text() } == nil)
        #expect(read([1, 0xFF]) { try $0.text() } == nil)
    }

    @Test("random bytes are read or refused, and never crash the reader")
    func randomBytes() {
        let seed = Trials.seed()
        print("byte coding seed: \(seed)")
        var generator = SeededGenerator(seed)
        var refused = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ -> UInt8 in
                // Small numbers make plausible lengths and kinds.
                let byte = UInt8(truncatingIfNeeded: generator.next())
                return byte < 0x90 ? byte % 5 : byte
            }
            var reader = ByteReader(bytes)
            do throws(MalformedBytes) {
                while !reader.isAtEnd { _ = try Item(using: &generator).readAlike(from: &reader) }
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
                refused += 1
            }
        }
        #expect(refused > 1_000, "the control: most random bytes are no entry")
    }
}
