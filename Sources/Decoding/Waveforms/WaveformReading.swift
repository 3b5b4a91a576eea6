public import Scoring

/// A payload of samples, and what a reading takes of them: a few numbers, each at its field's position. The samples
/// themselves go no further.
public struct WaveformReading: Sendable {
    /// How fast the shaft of a bearing turns.
    public enum Shaft: Sendable, Equatable {
        /// Turns a second.
        case fixed(Double)
        /// A number in the payload: turns a minute.
        case field(FieldPath)
    }

    public struct BearingPlace: Sendable {
        public var bearing: Bearing
        public var shaft: Shaft

        public init(bearing: Bearing, shaft: Shaft) {
            self.bearing = bearing
            self.shaft = shaft
        }
    }

    /// The most samples that are taken of one payload: what an analysis of them costs stays well below the time in which
    /// an actuator has to be moved.
    public static let greatestSampleCount = 65_536

    public let source: WaveformSource
    public let unit: Scoring.Waveform.Unit
    public let measures: [WaveformMeasure]
    public let bearing: BearingPlace?
    public let zones: SeverityZones?
    /// In Hz.
    public let velocityBand: ClosedRange<Double>

    /// - Throws: where the payload has no place for what `source` or `bearing` ask for.
    public init(
        source: WaveformSource, unit: Scoring.Waveform.Unit, measures: [WaveformMeasure],
        bearing: BearingPlace? = nil, zones: SeverityZones? = nil, velocityBand: ClosedRange<Double> = 10...1_000
    ) throws(WaveformSourceError) {
        self.source = source
        self.unit = unit
        self.measures = measures
        self.bearing = bearing
        self.zones = zones
        self.velocityBand = velocityBand
        if case .raw = source.samples, case .field? = bearing?.shaft { throw .rawHasNoFields }
        _ = try WaveformDecoder(source)
    }
}
