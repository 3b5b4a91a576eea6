internal import Scoring
internal import Telemetry

/// Samples in, their measures out. An analysis allocates as much memory as the samples are long; a payload comes every few
/// seconds at most.
final class WaveformFormatReader: FormatReader {
    private let plan: WaveformReading
    private let decoder: WaveformDecoder
    private let parser: JSONParser
    private let shaftPath: CompiledPath?
    private var waveform = Waveform()

    init(_ plan: WaveformReading, limits: PayloadLimits, parser: JSONParser) {
        self.plan = plan
        self.parser = parser
        do throws(WaveformSourceError) {
            decoder = try WaveformDecoder(plan.source, limits: limits, parser: parser)
        } catch {
            preconditionFailure("a reading of a waveform was checked when it was made: \(error)")
        }
        if case .field(let path)? = plan.bearing?.shaft { shaftPath = CompiledPath(path) } else { shaftPath = nil }
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        if let reason = decoder.decode(payload, into: &waveform) { return reason }
        guard waveform.samples.count <= WaveformReading.greatestSampleCount else { return .tooManySamples }
        let samples = waveform.samples.map { Double($0) }
        guard let analysed = Scoring.Waveform(samples: samples, rate: waveform.rate, unit: plan.unit) else {
            return .tooFewSamples
        }
        var shaft: Double?
        if let bearing = plan.bearing {
            // The decoder's document is still the parser's.
            guard let turns = turns(bearing.shaft) else { return .missingField }
            shaft = turns
        }
        var analysis = WaveformAnalysis(analysed, plan: plan, shaft: shaft)
        for (index, measure) in plan.measures.enumerated() {
            decoded.entries.append(DecodedPayload.Entry(fieldIndex: index, value: analysis.value(of: measure)))
        }
        decoded.endRecord(time: waveform.time, flaw: waveform.timeFlaw)
        return nil
    }

    /// Turns a second; nil where the payload does not say.
    private func turns(_ shaft: WaveformReading.Shaft) -> Double? {
        switch shaft {
        case .fixed(let turns): return turns
        case .field:
            guard let shaftPath else { return nil }
            switch parser.find(shaftPath) {
            case .number(let number): return number / 60
            case .integer(let integer): return Double(integer) / 60
            default: return nil
            }
        }
    }
}

/// What is known of one waveform; each part is worked out once, when a measure first needs it.
private struct WaveformAnalysis {
    private let waveform: Scoring.Waveform
    private let plan: WaveformReading
    private let shaft: Double?
    private lazy var features = WaveformFeatures(waveform)
    private lazy var spectrum = WaveformSpectrum(waveform)
    private lazy var velocity = spectrum.velocity(in: plan.velocityBand)
    private lazy var diagnosis: BearingDiagnosis? = plan.bearing.flatMap { place in
        shaft.flatMap { $0 > 0 ? BearingDiagnosis(waveform, bearing: place.bearing, shaft: $0) : nil }
    }

    init(_ waveform: Scoring.Waveform, plan: WaveformReading, shaft: Double?) {
        self.waveform = waveform
        self.plan = plan
        self.shaft = shaft
    }

    /// Nil where there is none: a machine that stands still has no fault frequencies.
    mutating func value(of measure: WaveformMeasure) -> Value? {
        switch measure {
        case .rms: .number(features.rms)
        case .peak: .number(features.peak)
        case .peakToPeak: .number(features.peakToPeak)
        case .crest: .number(features.crest)
        case .kurtosis: .number(features.kurtosis)
        case .velocity: velocity.map { .number($0) }
        case .band(let band): .number(spectrum.rms(in: band))
        case .zone: spectrum.covers(plan.velocityBand) ? plan.zones?.zone(velocity).map { .text($0.rawValue) } : nil
        case .prominence(let part): diagnosis?.prominences[Self.index(of: part)].finite
        case .part: diagnosis?.part.map { .text($0.rawValue) }
        }
    }

    private static func index(of part: Bearing.Part) -> Int {
        switch part {
        case .innerRace: 0
        case .outerRace: 1
        case .ball: 2
        }
    }
}

extension Double {
    fileprivate var finite: Value? { isFinite ? .number(self) : nil }
}
