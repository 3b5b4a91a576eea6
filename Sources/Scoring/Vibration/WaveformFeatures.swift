internal import Glibc

/// The usual numbers of a waveform, about its mean.
public struct WaveformFeatures: Sendable, Equatable {
    /// In the waveform's unit.
    public let rms: Double
    /// The largest distance from the mean.
    public let peak: Double
    public let peakToPeak: Double
    /// Peak over RMS.
    public let crest: Double
    /// Fourth moment over the squared variance: 3 for noise, more for impacts.
    public let kurtosis: Double

    public init(_ waveform: Waveform) {
        let samples = waveform.samples
        let count = Double(samples.count)
        let mean = samples.reduce(0, +) / count
        var second = 0.0
        var fourth = 0.0
        var low = 0.0
        var high = 0.0
        for sample in samples {
            let deviation = sample - mean
            let square = deviation * deviation
            second += square
            fourth += square * square
            low = min(low, deviation)
            high = max(high, deviation)
        }
        let variance = second / count
        rms = variance.squareRoot()
        peak = max(-low, high)
        peakToPeak = high - low
        crest = rms > 0 ? peak / rms : 0
        kurtosis = variance > 0 ? fourth / count / (variance * variance) : 0
    }
}

/// The power of a waveform by frequency.
public struct WaveformSpectrum: Sendable {
    /// Power in each bin, of the waveform's unit squared; bin k is k*`resolution` Hz.
    private let power: [Double]
    /// In Hz.
    public let resolution: Double
    private let unit: Waveform.Unit

    public init(_ waveform: Waveform) {
        let count = waveform.samples.count
        let mean = waveform.samples.reduce(0, +) / Double(count)
        let spectrum = FourierTransform(length: count).forward(ComplexVector(real: waveform.samples.map { $0 - mean }))
        resolution = waveform.rate / Double(count)
        unit = waveform.unit
        // One side holds both sides' power, but for the middle.
        power = (0...count / 2).map { bin in
            let share = bin == 0 || 2 * bin == count ? 1.0 : 2.0
            let magnitude = spectrum.magnitude(bin) / Double(count)
            return share * magnitude * magnitude
        }
    }

    /// Whether the samples are fast and many enough to tell of all of a band.
    /// - Parameter band: in Hz.
    public func covers(_ band: ClosedRange<Double>) -> Bool {
        resolution <= band.lowerBound && band.upperBound <= Double(power.count - 1) * resolution
    }

    /// The RMS of what is between two frequencies, in the waveform's unit.
    /// - Parameter band: in Hz.
    public func rms(in band: ClosedRange<Double>) -> Double {
        sum(band) { _ in 1 }.squareRoot()
    }

    /// The RMS of the velocity in mm/s, by integration where the waveform is an acceleration; nil without a unit.
    /// - Parameter band: in Hz; ISO 20816-3 takes 10 to 1000, or 2 to 1000 below 600 turns a minute.
    public func velocity(in band: ClosedRange<Double> = 10...1_000) -> Double? {
        if unit == .millimetresPerSecond { return rms(in: band) }
        guard let acceleration = unit.acceleration else { return nil }
        return sum(band) { frequency in
            let factor = 1_000 * acceleration / (2 * Double.pi * frequency)
            return factor * factor
        }.squareRoot()
    }

    private func sum(_ band: ClosedRange<Double>, _ weight: (Double) -> Double) -> Double {
        var total = 0.0
        for bin in power.indices.dropFirst() {
            let frequency = Double(bin) * resolution
            if band.contains(frequency) { total += power[bin] * weight(frequency) }
        }
        return total
    }
}
