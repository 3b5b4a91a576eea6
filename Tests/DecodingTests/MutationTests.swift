import Decoding
import Foundation
import Telemetry
import TestSupport
import Testing

@Suite struct MutationTests {
    private static let samples = [
        #"{"temperature":27.3,"humidity":45.2,"vibration":0.123,"ts":1700000000000}"#,
        #"{"src":"x","params":{"ts":1.7e9,"switch:0":{"output":true,"apower":-0.0}},"list":[1,[2,{"a":null}]]}"#,
        #"[{"bn":"urn:dev:x:","bt":1.6e9,"bu":"Cel"},{"n":"t\u00e9\ud83d\ude00","v":21.5,"t":-5,"vs":"a\\b"}]"#,
        #"{"Time":"2017-02-16T10:13:52","DS18B20":{"Temperature":20.6},"n":9007199254740993,"z":0.0,"s":1e-300}"#,
    ].map { Array($0.utf8) }

    /// Bytes that mean something to a parser.
    private static let tokens =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "-", "+", "e", "E", ".", "0", "00", "9",
            "1e-400",
            "1e400", "null", "true", "NaN", " ", "\u{0}", "\u{FEFF}", "99999999999999999999", "-0.0",
            "\"temperature\":1,",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x1B]]

    @Test("mutated payloads are taken or refused, never half taken, and what is taken is JSON to others too")
    func mutations() throws {
        let seed = Trials.seed()
        print("mutation seed: WEIR_TEST_SEED=\(seed)")
        var generator = SeededGenerator(seed)
        let fields = try ["temperature", "humidity", "params.\"switch:0\".output", "[1].v", "DS18B20.Temperature", "n"]
            .map {
                PayloadField(path: try FieldPath($0))
            }
        let time = TimeField(path: try FieldPath("ts"), zone: FixedZone.utc)
        let decoder = try PayloadDecoder(format: .json, fields: fields, time: time)
        var reading = DecodedPayload()
        var taken = 0
        var reasons: Set<RejectReason> = []
        for round in 0..<20_000 {
            let payload = mutated(using: &generator)
            let reason = payload.withUnsafeBytes { decoder.decode($0, into: &reading) }
            if let reason {
                reasons.insert(reason)
                #expect(reading.values.isEmpty && reading.time == nil, "round \(round) of seed \(seed)")
                continue
            }
            taken += 1
            let isSound = reading.values.allSatisfy { entry in
                if case .number(let number)? = entry.value {
                    number.isFinite && !(number == 0 && number.sign == .minus)
                } else {
                    true
                }
            }
            #expect(isSound, "round \(round) of seed \(seed)")
            #expect(throws: Never.self, "round \(round) of seed \(seed): \(payload)") {
                try JSONSerialization.jsonObject(with: Data(payload), options: .fragmentsAllowed)
            }
        }
        // The control: the mutations reach both sides, and many of the ways to fail.
        #expect(taken > 100, "seed \(seed)")
        #expect(reasons.count >= 8, "seed \(seed): \(reasons)")
        for sample in MutationTests.samples.prefix(3) {
            #expect(sample.withUnsafeBytes { decoder.decode($0, into: &reading) } == nil)
        }
    }

    @Test("mutated numbers and times are what they were written as, or nothing")
    func mutatedScalars() throws {
        let seed = Trials.seed()
        print("scalar mutation seed: \(seed)")
        var generator = SeededGenerator(seed)
        let decoder = try PayloadDecoder(format: .number, fields: [PayloadField(path: .root, type: .number)])
        var reading = DecodedPayload()
        let alphabet = Array("0123456789.-+eE".utf8)
        for _ in 0..<20_000 {
            let payload = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0x30
            }
            guard payload.withUnsafeBytes({ decoder.decode($0, into: &reading) }) == nil else { continue }
            let text = String(decoding: payload, as: UTF8.self)
            #expect(reading.values.map(\.value) == [.number(Double(text) ?? .nan)], "\(text) of seed \(seed)")
        }
        for _ in 0..<20_000 {
            var text = Array("2023-11-14T22:13:20.123+01:00".utf8)
            let index = Int.random(in: text.indices, using: &generator)
            text[index] = UInt8.random(in: 0x20...0x7E, using: &generator)
            _ = TimestampText.parse(
                String(decoding: text.prefix(Int.random(in: 0...29, using: &generator)), as: UTF8.self))
        }
    }

    private func mutated(using generator: inout SeededGenerator) -> [UInt8] {
        var payload = MutationTests.samples.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: 0..<max(payload.count, 1), using: &generator)
            let token = MutationTests.tokens.randomElement(using: &generator) ?? []
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: payload[index...] = payload[index...].dropFirst()
            case 1: payload.insert(contentsOf: token, at: index)
            case 2: payload.replaceSubrange(index..<min(index + token.count, payload.count), with: token)
            case 3: payload[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            default: payload.insert(contentsOf: payload[..<index].suffix(20), at: index)
            }
            if payload.isEmpty { return payload }
        }
        return payload
    }
}
