import Decoding
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite struct WaveformTests {
    private func decode(
        _ source: WaveformSource, _ payload: [UInt8], limits: PayloadLimits = WaveformDecoder.defaultLimits
    ) throws -> (waveform: Waveform, reason: RejectReason?) {
        let decoder = try WaveformDecoder(source, limits: limits)
        var waveform = Waveform()
        let reason = payload.withUnsafeBytes { decoder.decode($0, into: &waveform) }
        return (waveform, reason)
    }

    @Test("an array of numbers becomes samples, scaled, with its rate and time")
    func array() throws {
        let source = WaveformSource(
            samples: .array(try FieldPath("d.samples")), rate: .field(try FieldPath("rate")), scale: 0.5, offset: 1,
            scaleField: try FieldPath("lsb"), time: TimeField(path: try FieldPath("ts")))
        let (waveform, reason) = try decode(
            source, Array(#"{"ts":1700000000000,"rate":6400,"lsb":2,"d":{"samples":[0,1,-2.5,1e2]}}"#.utf8))
        #expect(reason == nil && waveform.samples == [1, 2, -1.5, 101] && waveform.rate == 6400)
        #expect(waveform.time?.milliseconds == 1_700_000_000_000)
    }

    @Test("bytes are samples, raw or in base 64, of either alphabet", arguments: WaveformSource.SampleFormat.allCases)
    func bytes(format: WaveformSource.SampleFormat) throws {
        let numbers: [Float] = [0, 1, -1, 32_767, -32_768, 513]
        let bytes: [UInt8] = numbers.flatMap { number in
            switch format {
            case .int16LittleEndian: withUnsafeBytes(of: Int16(number).littleEndian) { Array($0) }
            case .float32LittleEndian: withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
            }
        }
        let raw = try decode(WaveformSource(samples: .raw(format), rate: .fixed(100)), bytes)
        #expect(raw.reason == nil && raw.waveform.samples == numbers)
        let text = Data(bytes).base64EncodedString()
        let source = WaveformSource(samples: .base64(try FieldPath("s"), format), rate: .fixed(100))
        let url = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        for text in [text, url] {
            let encoded = try decode(source, Array("{\"s\":\"\(text)\"}".utf8))
            #expect(encoded.reason == nil && encoded.waveform.samples == numbers)
        }
    }

    @Test("base 64 agrees with Foundation's for every length")
    func base64() throws {
        let source = WaveformSource(samples: .base64(try FieldPath("s"), .int16LittleEndian), rate: .fixed(1))
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        for count in 1..<200 {
            let samples = (0..<count).map { _ in Int16.random(in: .min ... .max, using: &generator) }
            let data = samples.withUnsafeBytes { Data($0) }
            let (waveform, reason) = try decode(source, Array("{\"s\":\"\(data.base64EncodedString())\"}".utf8))
            #expect(reason == nil && waveform.samples == samples.map { Float($0) }, "seed \(seed)")
        }
    }

    @Test("what is no waveform is refused whole")
    func refused() throws {
        let array = WaveformSource(samples: .array(try FieldPath("s")), rate: .field(try FieldPath("r")))
        for (payload, reason) in [
            (#"{"r":1,"s":[]}"#, .missingField), (#"{"r":1,"s":[1,"2"]}"#, .wrongType),
            (#"{"r":1,"s":[1,null]}"#, .wrongType),
            (#"{"r":1,"s":3}"#, .missingField), (#"{"s":[1]}"#, .missingField),
            (#"{"r":0,"s":[1]}"#, .numberOutOfRange),
            (#"{"r":-1,"s":[1]}"#, .numberOutOfRange), (#"{"r":1,"s":[1e300]}"#, .numberOutOfRange),
            (#"{"r":1,"s":[9007199254740993]}"#, .wrongType), (#"{"r":1,"s":[1]"#, .invalidJSON), ("", .emptyPayload),
        ] as [(String, RejectReason)] {
            let (waveform, found) = try decode(array, Array(payload.utf8))
            #expect(found == reason && waveform.samples.isEmpty && waveform.rate == 0, "\(payload)")
        }
        let base64 = WaveformSource(samples: .base64(try FieldPath("s"), .int16LittleEndian), rate: .fixed(1))
        for text in ["", "A", "AA", "AAA", "AAB=", "AA=A", "A===", "====", "AAAA=", "AA A", "AAA*", "ÆÆ"] {
            let found = try decode(base64, Array("{\"s\":\"\(text)\"}".utf8)).reason
            // `AAA` is two zero bytes.
            #expect(text == "AAA" ? found == nil : found == .wrongType || found == .missingField, "\(text)")
        }
        let raw = WaveformSource(samples: .raw(.float32LittleEndian), rate: .fixed(1))
        #expect(try decode(raw, [0, 0, 0]).reason == .wrongType)
        #expect(try decode(raw, [0, 0, 0xC0, 0x7F]).reason == .numberOutOfRange)
        #expect(try decode(raw, [UInt8](repeating: 0, count: 1_048_580)).reason == .payloadTooLarge)
        #expect(try decode(raw, [UInt8](repeating: 0, count: 1_048_576)).waveform.samples.count == 262_144)
    }

    @Test("a source that cannot be is refused before any payload")
    func sources() throws {
        #expect(throws: WaveformSourceError.rateOutOfRange) {
            try WaveformDecoder(WaveformSource(samples: .raw(.int16LittleEndian), rate: .fixed(0)))
        }
        #expect(throws: WaveformSourceError.scaleOutOfRange) {
            try WaveformDecoder(WaveformSource(samples: .raw(.int16LittleEndian), rate: .fixed(1), scale: 0))
        }
        #expect(throws: WaveformSourceError.rawHasNoFields) {
            try WaveformDecoder(WaveformSource(samples: .raw(.int16LittleEndian), rate: .field(FieldPath("r"))))
        }
    }
}
