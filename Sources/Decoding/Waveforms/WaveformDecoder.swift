public import Telemetry

/// Turns the payloads of one input into waveforms. One thread; no memory is allocated for a payload no larger than an
/// earlier one.
public final class WaveformDecoder {
    /// Limits of a waveform's payload: 1 MiB, and a text as long as that.
    public static let defaultLimits = PayloadLimits(bytes: 1_048_576, stringBytes: 1_048_576)

    private let source: WaveformSource
    private let limits: PayloadLimits
    private let parser: JSONParser
    private let samplesPath: CompiledPath
    private let ratePath: CompiledPath?
    private let scalePath: CompiledPath?
    private let timePath: CompiledPath?

    /// - Parameters:
    ///   - limits: `stringBytes` bounds samples in base 64.
    ///   - parser: shared by the decoders of one thread, so that they share its memory.
    public init(
        _ source: WaveformSource, limits: PayloadLimits = WaveformDecoder.defaultLimits,
        parser: JSONParser = JSONParser()
    ) throws(WaveformSourceError) {
        guard source.scale.isFinite, source.scale != 0, source.offset.isFinite else { throw .scaleOutOfRange }
        switch source.rate {
        case .fixed(let rate):
            guard WaveformDecoder.isRate(rate) else { throw .rateOutOfRange }
            ratePath = nil
        case .field(let path):
            ratePath = CompiledPath(path)
        }
        switch source.samples {
        case .array(let path), .base64(let path, _):
            samplesPath = CompiledPath(path)
        case .raw:
            if ratePath != nil || source.scaleField != nil || source.time != nil { throw .rawHasNoFields }
            samplesPath = CompiledPath(.root)
        }
        self.source = source
        self.limits = limits
        self.parser = parser
        scalePath = source.scaleField.map { CompiledPath($0) }
        timePath = source.time.map { CompiledPath($0.path) }
    }

    /// Decodes one payload; a refused one leaves `waveform` empty. A waveform has one sample at least.
    ///
    /// - Returns: nil, or why the payload was not taken.
    public func decode(_ payload: UnsafeRawBufferPointer, into waveform: inout Waveform) -> RejectReason? {
        waveform.reset()
        guard !payload.isEmpty else { return .emptyPayload }
        guard payload.count <= limits.bytes else { return .payloadTooLarge }
        let reason = read(payload, into: &waveform)
        if reason != nil { waveform.reset() }
        return reason
    }

    private func read(_ payload: UnsafeRawBufferPointer, into waveform: inout Waveform) -> RejectReason? {
        if case .fixed(let rate) = source.rate { waveform.rate = rate }
        var scale = source.scale
        if case .raw(let format) = source.samples {
            guard payload.count.isMultiple(of: format.size) else { return .wrongType }
            waveform.samples.reserveCapacity(payload.count / format.size)
            for position in stride(from: 0, to: payload.count, by: format.size) {
                waveform.samples.append(sample(payload, at: position, format, scale: scale))
            }
        } else {
            if let error = parser.parse(payload, limits: limits) { return error.rejectReason }
            if let reason = readFields(into: &waveform, scale: &scale) { return reason }
            if let reason = readSamples(into: &waveform, scale: scale) { return reason }
        }
        guard !waveform.samples.isEmpty else { return .missingField }
        // A double that a float has no place for is infinite there, and bytes may say NaN.
        return waveform.samples.allSatisfy { $0.isFinite } ? nil : .numberOutOfRange
    }

    private func readFields(into waveform: inout Waveform, scale: inout Double) -> RejectReason? {
        if let ratePath {
            guard let rate = number(at: ratePath) else { return .missingField }
            guard WaveformDecoder.isRate(rate) else { return .numberOutOfRange }
            waveform.rate = rate
        }
        if let scalePath {
            guard let factor = number(at: scalePath) else { return .missingField }
            scale *= factor
        }
        guard let time = source.time, let timePath else { return nil }
        var recordTime = RecordTime.none
        if let reason = time.read(parser.find(timePath), into: &recordTime) { return reason }
        waveform.time = recordTime.timestamp
        waveform.timeFlaw = recordTime.flaw
        return nil
    }

    private func readSamples(into waveform: inout Waveform, scale: Double) -> RejectReason? {
        guard case .base64(_, let format) = source.samples else {
            return parser.appendNumbers(
                at: samplesPath, scale: scale, offset: source.offset, to: &waveform.samples)
        }
        switch parser.find(samplesPath) {
        case .missing, .null: return .missingField
        case .text(let text): return readBase64(text, format, scale: scale, into: &waveform)
        default: return .wrongType
        }
    }

    /// Four letters are three bytes, and a sample is two or four: the bytes of a sample that is not complete wait.
    private func readBase64(
        _ text: UnsafeRawBufferPointer, _ format: WaveformSource.SampleFormat, scale: Double,
        into waveform: inout Waveform
    ) -> RejectReason? {
        var reader = Base64Reader(text)
        waveform.samples.reserveCapacity(text.count * 3 / 4 / format.size + 1)
        var bits: UInt32 = 0
        var count = 0
        while let byte = reader.next() {
            bits |= UInt32(byte) << (8 * UInt32(count))
            count += 1
            guard count == format.size else { continue }
            waveform.samples.append(sample(bits, format, scale: scale))
            bits = 0
            count = 0
        }
        return reader.isValid && count == 0 ? nil : .wrongType
    }

    private func sample(
        _ bytes: UnsafeRawBufferPointer, at position: Int, _ format: WaveformSource.SampleFormat, scale: Double
    ) -> Float {
        switch format {
        case .int16LittleEndian:
            let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self))
            return sample(UInt32(bits), format, scale: scale)
        case .float32LittleEndian:
            let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            return sample(bits, format, scale: scale)
        }
    }

    private func sample(_ bits: UInt32, _ format: WaveformSource.SampleFormat, scale: Double) -> Float {
        let number =
            switch format {
            case .int16LittleEndian: Double(Int16(truncatingIfNeeded: bits))
            case .float32LittleEndian: Double(Float(bitPattern: bits))
            }
        return Float(number * scale + source.offset)
    }

    private func number(at path: CompiledPath) -> Double? {
        switch parser.find(path) {
        case .number(let number): number
        case .integer(let integer): Double(exactly: integer)
        default: nil
        }
    }

    private static func isRate(_ rate: Double) -> Bool { rate > 0 && rate.isFinite }
}
