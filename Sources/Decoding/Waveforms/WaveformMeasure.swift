public import Scoring

/// A number, or a word, that is made of the samples of a waveform.
public enum WaveformMeasure: Sendable, Equatable {
    /// About the mean, in the waveform's unit; the crest factor and the kurtosis without one.
    case rms, peak, peakToPeak, crest, kurtosis
    /// The RMS of the velocity in mm/s, within the band of `WaveformReading.velocityBand`.
    case velocity
    /// The RMS of what is between two frequencies in Hz, in the waveform's unit.
    case band(ClosedRange<Double>)
    /// How much the lines of a fault of this part stand out of the envelope's spectrum; 0 and less for none.
    case prominence(Bearing.Part)
    /// The name of the part that stands out most.
    case part
    /// The zone of the velocity, A to D.
    case zone

    /// Those that are a word after the waveform's name, in the order in which they are told.
    public static let named: [(name: String, measure: WaveformMeasure)] = [
        ("rms", .rms), ("peak", .peak), ("peak_to_peak", .peakToPeak), ("crest", .crest), ("kurtosis", .kurtosis),
        ("velocity_rms", .velocity), ("zone", .zone), ("inner_race", .prominence(.innerRace)),
        ("outer_race", .prominence(.outerRace)), ("ball", .prominence(.ball)), ("part", .part),
    ]

    /// Whether it is a text.
    public var isText: Bool { self == .part || self == .zone }

    /// Whether it needs the geometry of a bearing and the speed of its shaft.
    public var needsBearing: Bool {
        switch self {
        case .prominence, .part: true
        default: false
        }
    }

    /// Whether it needs an acceleration or a velocity.
    public var needsVelocity: Bool { self == .velocity || self == .zone }
}
