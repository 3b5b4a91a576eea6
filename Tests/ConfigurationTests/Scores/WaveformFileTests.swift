import Configuration
import Decoding
import Documents
import Engine
import Foundation
import Telemetry
import Testing

/// What the values of a waveform are, from a device file and a payload.
@Suite("Waveforms of device files")
struct WaveformFileTests {
    private func input(_ waveform: String, values: [String]) throws -> MQTTInput {
        let text = """
            device: m
            inputs:
              wave: {mqtt: plant/m/wave, waveform: {\(waveform)}}
            derive: {\(values.enumerated().map { "v\($0.offset): '\($0.element)'" }.joined(separator: ", "))}
            rules: {r: {when: "\(values.indices.map { "v\($0) == v\($0)" }.joined(separator: " && "))"}}
            """
        let outcome = try Files(devices: ["m": text]).load()
        let configuration = try #require(outcome.configuration, "\(outcome.diagnostics.text())")
        guard case .mqtt(let input)? = configuration.bindings.first?.inputs.first?.source else {
            throw CancellationError()
        }
        #expect(configuration.plan.templates[0].signals.prefix(values.count).map(\.name).sorted() == values.sorted())
        return input
    }

    /// What a payload gives, by the name of the signal.
    private func values(
        _ waveform: String, _ names: [String], payload: [UInt8]
    ) throws -> [String: Telemetry.Value] {
        let input = try input(waveform, values: names)
        let decoder = try #require(input.sources.first).makeDecoder(limits: input.limits)
        var decoded = DecodedPayload()
        #expect(payload.withUnsafeBytes { decoder.decode($0, into: &decoded) } == nil)
        // The signals stand in the order of the measures, as the fields do.
        let order = WaveformMeasure.named.map(\.name)
        let sorted = names.sorted { left, right in
            func place(_ name: String) -> Int { order.firstIndex(of: String(name.dropFirst(4))) ?? order.count }
            return (place(left), left) < (place(right), right)
        }
        var result: [String: Telemetry.Value] = [:]
        for entry in decoded.values { result[sorted[entry.fieldIndex]] = entry.value }
        return result
    }

    /// A sine of 100 Hz at 6400 samples a second; 1 g, or `amplitude`.
    private func sine(_ count: Int = 6400, amplitude: Double = 1) -> [Double] {
        (0..<count).map { amplitude * sin(2 * .pi * 100 * Double($0) / 6400) }
    }

    private func json(_ samples: [Double], and more: String = "") -> [UInt8] {
        Array("{\"samples\":[\(samples.map { "\($0)" }.joined(separator: ","))]\(more)}".utf8)
    }

    private func isNear(_ value: Telemetry.Value?, _ expected: Double, _ tolerance: Double = 1e-3) -> Bool {
        guard case .number(let number)? = value else { return false }
        return abs(number - expected) <= tolerance * max(abs(expected), 1e-9)
    }

    @Test("a sine has the values that it must have, and only what is asked for is worked out")
    func sine() throws {
        let names = ["vib.rms", "vib.peak", "vib.crest", "vib.kurtosis", "vib.velocity_rms", "vib.band(50, 150)"]
        let found = try values(
            "of: samples, rate: 6400/s, unit: g, as: vib", names, payload: json(sine()))
        #expect(found.count == 6)
        #expect(isNear(found["vib.rms"], 0.5.squareRoot()))
        #expect(isNear(found["vib.peak"], 1))
        #expect(isNear(found["vib.crest"], 2.0.squareRoot()))
        #expect(isNear(found["vib.kurtosis"], 1.5))
        // 9.80665 m/s² over 2π·100/s, in mm/s.
        #expect(isNear(found["vib.velocity_rms"], 9806.65 / (200 * .pi) * 0.5.squareRoot()))
        #expect(isNear(found["vib.band(50, 150)"], 0.5.squareRoot()))
    }

    @Test("base64 and raw bytes of either packing say what an array says")
    func encodings() throws {
        let integers = sine(amplitude: 10_000).map { Int16($0.rounded()) }
        let expected = 0.5.squareRoot()
        var raw = integers.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
        let scale = "scale: 0.0001, "
        let binary = try values("rate: 6400/s, \(scale)encoding: raw, as: vib", ["vib.rms"], payload: raw)
        #expect(isNear(binary["vib.rms"], expected))
        let text = Array("{\"samples\":\"\(Data(raw).base64EncodedString())\",\"fs\":6400}".utf8)
        let encoded = try values(
            "of: samples, rate_at: fs, \(scale)encoding: base64, as: vib", ["vib.rms"], payload: text)
        #expect(isNear(encoded["vib.rms"], expected))
        raw = sine().flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
        let floats = try values(
            "rate: 6400/s, encoding: raw, packing: float32, as: vib", ["vib.rms"], payload: raw)
        #expect(isNear(floats["vib.rms"], expected))
    }

    @Test("the zone follows from the velocity and the limits of the file")
    func zones() throws {
        for (amplitude, zone) in [(0.1, "A"), (0.2, "B"), (0.35, "C"), (1, "D")] {
            let found = try values(
                "of: samples, rate: 6400/s, unit: g, as: vib, zones: [1.4, 2.8, 4.5]", ["vib.zone"],
                payload: json(sine(amplitude: amplitude)))
            #expect(found["vib.zone"] == .text(zone))
        }
        // Of a twentieth of a second nothing is known below 20 Hz, and at 1600 samples a second nothing above 800.
        let zone = "of: samples, unit: g, as: vib, zones: [1.4, 2.8, 4.5]"
        #expect(try values("\(zone), rate: 6400/s", ["vib.zone"], payload: json(sine(320))).isEmpty)
        #expect(try values("\(zone), rate_at: fs", ["vib.zone"], payload: json(sine(), and: ",\"fs\":1600")).isEmpty)
    }

    @Test("impacts at the rate of an outer race are told as such, at the speed that the payload says")
    func bearing() throws {
        let rate = 12_000.0
        // 1797 turns a minute; the outer race of a 6205 meets 3.5848 balls a turn.
        let period = rate / (1797.0 / 60 * 3.5848)
        var noise = Noise(11)
        let samples = (0..<12_000).map { index -> Double in
            let since = Double(index).truncatingRemainder(dividingBy: period)
            return 0.05 * noise.next() + exp(-since / 20) * sin(2 * .pi * 3000 / rate * since)
        }
        let waveform = "of: samples, rate: 12000/s, unit: g, as: vib, bearing: \"6205\", shaft_at: rpm"
        let names = ["vib.part", "vib.outer_race", "vib.inner_race"]
        let found = try values(waveform, names, payload: json(samples, and: ",\"rpm\":1797"))
        #expect(found["vib.part"] == .text("outer_race"))
        guard case .number(let outer)? = found["vib.outer_race"], case .number(let inner)? = found["vib.inner_race"]
        else {
            Issue.record("no prominences")
            return
        }
        #expect(outer > inner)
        let standing = try values(waveform, names, payload: json(samples, and: ",\"rpm\":0"))
        #expect(standing.isEmpty, "a shaft that stands has no faults to find")
    }

    @Test("too few samples, too many, and payloads beyond the limit are refused by name")
    func refused() throws {
        let input = try input("of: samples, rate: 6400/s, as: vib", values: ["vib.rms"])
        let decoder = try #require(input.sources.first).makeDecoder(limits: input.limits)
        var decoded = DecodedPayload()
        func reason(_ payload: [UInt8]) -> RejectReason? {
            payload.withUnsafeBytes { decoder.decode($0, into: &decoded) }
        }
        #expect(reason(json(sine(15))) == .tooFewSamples)
        #expect(reason(json(Array(repeating: 1, count: 65_537))) == .tooManySamples)
        #expect(reason(Array(repeating: 0x20, count: (1 << 20) + 1)) == .payloadTooLarge)
        #expect(reason(json([])) != nil)
        #expect(reason(Array("{\"samples\":[1,2,\"3\"]}".utf8)) == .wrongType)
        #expect(reason(json(sine(16))) == nil)
    }
}
