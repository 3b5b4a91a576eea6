internal import Glibc

/// The spectrum of the logarithm of the envelope after cepstrum pre-whitening (Borghesani et al. 2013): repeated impacts
/// stand out as lines at their rate, whatever the machine sounds like, and a single hard knock does not drown them
/// (the logarithm: Borghesani and Antoni 2018).
public struct EnvelopeSpectrum: Sendable {
    /// Harmonics that are looked for, and how far from its place a line may be, as a part of its frequency.
    private static let harmonics = 4
    private static let tolerance = 0.005
    /// The neighbourhood whose median a line is compared with, as bins to either side.
    private static let neighbourhood = 60

    private let magnitudes: [Double]
    /// In Hz a bin.
    public let resolution: Double

    public init(_ waveform: Waveform) {
        let count = waveform.samples.count
        let mean = waveform.samples.reduce(0, +) / Double(count)
        let transform = FourierTransform(length: count)
        var spectrum = transform.forward(ComplexVector(real: waveform.samples.map { $0 - mean }))
        // Every bin of magnitude 1; the positive half alone makes the signal analytic, whose magnitude is the envelope.
        let least = 1e-12 * (0..<count).reduce(0) { max($0, spectrum.magnitude($1)) }
        for bin in 0..<count {
            let magnitude = spectrum.magnitude(bin)
            let factor = bin == 0 || 2 * bin > count || magnitude <= least ? 0 : (2 * bin == count ? 1 : 2) / magnitude
            spectrum.real[bin] *= factor
            spectrum.imaginary[bin] *= factor
        }
        let analytic = transform.inverse(spectrum)
        let squares = (0..<count).map { index in
            analytic.real[index] * analytic.real[index] + analytic.imaginary[index] * analytic.imaginary[index]
        }
        let floor = max(1e-12 * (squares.max() ?? 0), 1e-300)
        var envelope = squares.map { log(max($0, floor)) }
        let level = envelope.reduce(0, +) / Double(count)
        for index in envelope.indices { envelope[index] -= level }
        let result = transform.forward(ComplexVector(real: envelope))
        magnitudes = (0...count / 2).map { result.magnitude($0) }
        resolution = waveform.rate / Double(count)
    }

    /// How much the harmonics of a frequency stand out of their neighbourhood: the mean logarithm of each peak over the
    /// local median; 0 when none is within the spectrum.
    /// - Parameter frequency: in Hz, above 0.
    public func prominence(of frequency: Double) -> Double {
        var total = 0.0
        var count = 0.0
        for harmonic in 1...Self.harmonics {
            guard let peak = peak(near: Double(harmonic) * frequency) else { continue }
            total += log(peak.magnitude / max(median(around: peak.bin), 1e-300))
            count += 1
        }
        return count > 0 ? total / count : 0
    }

    /// The highest line within the tolerance of a frequency, and its bin.
    private func peak(near frequency: Double) -> (bin: Int, magnitude: Double)? {
        guard frequency > 0, frequency * (1 + Self.tolerance) / resolution < Double(magnitudes.count - 1) else {
            return nil
        }
        let from = max(1, Int((frequency * (1 - Self.tolerance) / resolution).rounded(.down)))
        let to = max(from, Int((frequency * (1 + Self.tolerance) / resolution).rounded(.up)))
        guard let bin = (from...to).max(by: { magnitudes[$0] < magnitudes[$1] }) else { return nil }
        return (bin, magnitudes[bin])
    }

    private func median(around bin: Int) -> Double {
        let sorted = magnitudes[max(1, bin - Self.neighbourhood)...min(magnitudes.count - 1, bin + Self.neighbourhood)]
            .sorted()
        return sorted[sorted.count / 2]
    }

    /// The frequency of the highest line within a part of a frequency, in Hz; nil outside the spectrum.
    public func line(near frequency: Double) -> Double? {
        peak(near: frequency).map { Double($0.bin) * resolution }
    }
}

/// Which part of a bearing a waveform points to.
public struct BearingDiagnosis: Sendable, Equatable {
    /// Less than this is noise: that of a second of samples stands out by 0.65 in the mean, and the weakest fault that is
    /// told right among CWRU's records by 0.71. Longer noise reaches it, so what is near it is a hint and no more.
    static let leastProminence = 0.7

    /// The part that stands out most; nil where nothing stands out of noise, or where the waveform is too short to part
    /// the lines of the parts.
    public let part: Bearing.Part?
    /// By part, in the order of `Bearing.Part.allCases`; as `EnvelopeSpectrum.prominence`.
    public let prominences: [Double]

    /// - Parameters:
    ///   - shaft: turns a second.
    public init(_ waveform: Waveform, bearing: Bearing, shaft: Double) {
        let spectrum = EnvelopeSpectrum(waveform)
        prominences = Bearing.Part.allCases.map { spectrum.prominence(of: shaft * bearing.frequency(of: $0)) }
        var best = 0
        for index in prominences.indices where prominences[index] > prominences[best] { best = index }
        let isClear = prominences[best] >= Self.leastProminence
        part = isClear && Self.areApart(bearing, shaft, spectrum.resolution) ? Bearing.Part.allCases[best] : nil
    }

    /// Whether two bins or more are between the lines of any two parts, and below the lowest.
    private static func areApart(_ bearing: Bearing, _ shaft: Double, _ resolution: Double) -> Bool {
        var previous = 0.0
        for frequency in Bearing.Part.allCases.map({ shaft * bearing.frequency(of: $0) }).sorted() {
            guard frequency - previous >= 2 * resolution else { return false }
            previous = frequency
        }
        return true
    }

    /// Of the part that stands out most.
    public var prominence: Double { prominences.max() ?? 0 }
}
