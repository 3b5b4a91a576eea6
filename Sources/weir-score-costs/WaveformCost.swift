internal import Scoring

/// All that is said of one waveform, from its bytes on.
enum WaveformCost {
    static func measure(samples count: Int) -> Cost {
        var signal = Signal()
        var bytes: [UInt8] = []
        for _ in 0..<count { withUnsafeBytes(of: Float(signal.next() - 20)) { bytes += $0 } }
        guard let bearing = Bearing.known["6205"] else { preconditionFailure("6205 is in the table") }
        var told = 0.0
        let (microseconds, allocations) = Cost.measure(20) { _ in
            guard let samples = Waveform.unpack(bytes, .float32),
                let waveform = Waveform(samples: samples, rate: 12_000, unit: .gravity)
            else { preconditionFailure("the samples are finite") }
            told += WaveformFeatures(waveform).kurtosis
            told += BearingDiagnosis(waveform, bearing: bearing, shaft: 29.5).prominence
        }
        precondition(told.isFinite)
        return Cost(microseconds: microseconds, kibibytes: 0, allocations: allocations)
    }
}
