/// Where the samples of a waveform are in a payload, and what they are in.
public struct WaveformSource: Sendable {
    /// How samples are written as bytes.
    public enum SampleFormat: Sendable, Equatable, CaseIterable {
        case int16LittleEndian, float32LittleEndian

        var size: Int {
            switch self {
            case .int16LittleEndian: 2
            case .float32LittleEndian: 4
            }
        }
    }

    public enum Samples: Sendable, Equatable {
        /// JSON, an array of numbers at this path.
        case array(FieldPath)
        /// JSON, a text at this path that is base 64 (RFC 4648, sections 4 and 5, with or without `=`).
        case base64(FieldPath, SampleFormat)
        /// The payload itself.
        case raw(SampleFormat)
    }

    public enum SampleRate: Sendable, Equatable {
        /// Samples in a second.
        case fixed(Double)
        /// A number in the payload: samples in a second.
        case field(FieldPath)
    }

    public var samples: Samples
    public var rate: SampleRate
    /// What a sample is multiplied with, and then what is added: the unit of a raw sample, say 0.000061 g, and its zero.
    public var scale: Double
    public var offset: Double
    /// A number in the payload that `scale` is multiplied with.
    public var scaleField: FieldPath?
    /// The time of the first sample.
    public var time: TimeField?

    public init(
        samples: Samples, rate: SampleRate, scale: Double = 1, offset: Double = 0, scaleField: FieldPath? = nil,
        time: TimeField? = nil
    ) {
        self.samples = samples
        self.rate = rate
        self.scale = scale
        self.offset = offset
        self.scaleField = scaleField
        self.time = time
    }
}

/// What a `WaveformSource` asks of a payload that has no such place.
public enum WaveformSourceError: Error, Sendable, Equatable {
    /// A raw payload is samples and nothing else: the rate is fixed, and there is neither a scale nor a time in it.
    case rawHasNoFields
    /// Above 0 and finite.
    case rateOutOfRange
    /// Finite, and the scale not 0.
    case scaleOutOfRange
}

extension WaveformSourceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .rawHasNoFields: "a raw payload has no fields; write the rate as a number, as in 6400/s, and no time"
        case .rateOutOfRange: "a sample rate is a number above 0"
        case .scaleOutOfRange: "a scale is a number other than 0"
        }
    }
}
