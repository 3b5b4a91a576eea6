import Glibc
import Testing

@testable import Scoring

@Suite struct VibrationTests {
    @Test(
        "the transform is the sum that defines it, for any length, and its inverse undoes it",
        arguments: [1, 2, 16, 60, 97, 128])
    func transform(length: Int) {
        var series = Series(seed: 61)
        let input = ComplexVector(
            real: (0..<length).map { _ in series.normal() }, imaginary: (0..<length).map { _ in series.normal() })
        let transform = FourierTransform(length: length)
        let output = transform.forward(input)
        for bin in 0..<length {
            var real = 0.0
            var imaginary = 0.0
            for index in 0..<length {
                let angle = -2 * Double.pi * Double(bin * index) / Double(length)
                real += input.real[index] * cos(angle) - input.imaginary[index] * sin(angle)
                imaginary += input.real[index] * sin(angle) + input.imaginary[index] * cos(angle)
            }
            #expect(abs(output.real[bin] - real) < 1e-9 && abs(output.imaginary[bin] - imaginary) < 1e-9)
        }
        let back = transform.inverse(output)
        for index in 0..<length { #expect(abs(back.real[index] - input.real[index]) < 1e-12) }
    }

    @Test("a sine of 1 g at 100 Hz has the RMS, crest, kurtosis, band and velocity of a sine")
    func sine() throws {
        let samples = (0..<6_400).map { sin(2 * .pi * 100 * Double($0) / 6_400) }
        let waveform = try #require(Waveform(samples: samples, rate: 6_400, unit: .gravity))
        let features = WaveformFeatures(waveform)
        #expect(abs(features.rms - 0.5.squareRoot()) < 1e-9)
        #expect(abs(features.crest - 2.0.squareRoot()) < 1e-6)
        #expect(abs(features.kurtosis - 1.5) < 1e-9)
        let spectrum = WaveformSpectrum(waveform)
        #expect(abs(spectrum.rms(in: 90...110) - 0.5.squareRoot()) < 1e-9)
        #expect(spectrum.rms(in: 200...300) < 1e-9)
        let velocity = try #require(spectrum.velocity())
        #expect(abs(velocity - 9_806.65 / (2 * .pi * 100) * 0.5.squareRoot()) < 1e-6)
        let unknown = try #require(Waveform(samples: samples, rate: 6_400, unit: .other))
        #expect(WaveformSpectrum(unknown).velocity() == nil)
        #expect(SeverityZones(limits: [2.3, 4.5, 7.1])?.zone(nil) == nil)
        #expect(SeverityZones(limits: [2.3, 4.5, 7.1])?.zone(5) == .c)
    }

    @Test("impacts at a part's rate point to the part", arguments: Bearing.Part.allCases)
    func diagnosis(part: Bearing.Part) throws {
        let bearing = try #require(Bearing.known["6205"])
        let rate = 12_000.0
        let shaft = 29.9
        var series = Series(seed: 67)
        var samples = (0..<24_000).map { 0.2 * series.normal() + 0.3 * sin(2 * .pi * shaft * Double($0) / rate) }
        let period = rate / (shaft * bearing.frequency(of: part))
        var impact = 0.0
        while impact < 23_900 {
            let start = Int(impact)
            for offset in 0..<100 {
                samples[start + offset] += exp(-Double(offset) / 15) * sin(2 * .pi * 3_200 * Double(offset) / rate)
            }
            impact += period
        }
        let waveform = try #require(Waveform(samples: samples, rate: rate, unit: .gravity))
        let found = BearingDiagnosis(waveform, bearing: bearing, shaft: shaft)
        #expect(found.part == part)
        // The same impacts for a time too short to part their lines.
        let short = try #require(
            Waveform(samples: Array(waveform.samples.prefix(512)), rate: waveform.rate, unit: waveform.unit))
        #expect(BearingDiagnosis(short, bearing: bearing, shaft: shaft).part == nil)
        #expect(found.prominence > 1)
        let line = try #require(EnvelopeSpectrum(waveform).line(near: shaft * bearing.frequency(of: part)))
        #expect(abs(line / (shaft * bearing.frequency(of: part)) - 1) < 0.006)
    }

    @Test("geometry gives the multiples that the maker's table has")
    func geometry() throws {
        // SKF 6205: 9 balls of 7.94 mm on 39.04 mm.
        let bearing = try #require(Bearing(balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04))
        let known = try #require(Bearing.known["6205"])
        #expect(abs(bearing.innerRace - known.innerRace) < 0.01)
        #expect(abs(bearing.outerRace - known.outerRace) < 0.01)
        #expect(abs(bearing.ball - known.ball) < 0.01)
        #expect(Bearing(balls: 9, ballDiameter: 40, pitchDiameter: 39) == nil)
    }

    @Test("samples come out of bytes and base64 as they went in, and broken ones do not")
    func unpacking() {
        #expect(Waveform.unpack([0x01, 0x00, 0xFF, 0xFF], .int16, scale: 2) == [2, -2])
        #expect(Waveform.unpack([0x00, 0x00, 0x80, 0x3F], .float32) == [1])
        #expect(Waveform.unpack([0x00], .int16) == nil)
        #expect(Waveform.base64(Array("AQD//w==".utf8)) == [0x01, 0x00, 0xFF, 0xFF])
        #expect(Waveform.base64(Array("AQD//w".utf8)) == [0x01, 0x00, 0xFF, 0xFF])
        #expect(Waveform.base64(Array("AQ=D".utf8)) == nil)
        #expect(Waveform.base64(Array("A".utf8)) == nil)
        #expect(Waveform(samples: [1, 2], rate: 100, unit: .gravity) == nil)
    }
}
