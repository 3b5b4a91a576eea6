internal import Decoding
internal import Scoring
internal import Telemetry

/// Payloads through decoders that are used again and again, as in the agent. What is promised is checked: all or
/// nothing, finite numbers, ranges that lie inside.
enum PayloadTargets {
    static func json(_ payload: UnsafeRawBufferPointer) { decode(payload, jsonDecoders) }
    static func cbor(_ payload: UnsafeRawBufferPointer) { decode(payload, cborDecoders) }
    static func senml(_ payload: UnsafeRawBufferPointer) { decode(payload, senmlDecoders) }
    static func scalar(_ payload: UnsafeRawBufferPointer) { decode(payload, scalarDecoders) }
    static func availability(_ payload: UnsafeRawBufferPointer) { decode(payload, availabilityDecoders) }

    static func waveform(_ payload: UnsafeRawBufferPointer) {
        for decoder in waveformDecoders {
            var waveform = Waveform()
            if decoder.decode(payload, into: &waveform) != nil {
                precondition(waveform.samples.isEmpty)
            } else {
                precondition(!waveform.samples.isEmpty && waveform.rate > 0)
                precondition(waveform.samples.allSatisfy { $0.isFinite })
            }
        }
        decode(payload, analysers)
    }

    // One thread runs them all.
    nonisolated(unsafe) private static let jsonDecoders = documents(.json)
    nonisolated(unsafe) private static let cborDecoders = documents(.cbor)
    nonisolated(unsafe) private static let senmlDecoders = [
        decoder(.senml, ["t", "x:t", "e.s", "t.u"]), decoder(.senml, [], isPartial: true),
    ]
    nonisolated(unsafe) private static let scalarDecoders = [
        decoder(.scalar, ["."]), decoder(.number, ["."]), decoder(.text, ["."]), decoder(.scalar, ["."], type: .number),
        decoder(.scalar, ["."], type: .flag),
    ]
    nonisolated(unsafe) private static let availabilityDecoders = [decoder(.availability, ["."], type: .flag)]
    /// All that is made of samples.
    nonisolated(unsafe) private static let analysers: [PayloadDecoder] = [
        WaveformSource(samples: .array(path("s")), rate: .field(path("r")), time: TimeField(path: path("t"))),
        WaveformSource(samples: .base64(path("s"), .float32LittleEndian), rate: .fixed(100)),
    ].map { source in
        guard let bearing = Bearing(balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04),
            let zones = SeverityZones(limits: [1.4, 2.8, 4.5])
        else { preconditionFailure("a bearing and zones") }
        do {
            let reading = try WaveformReading(
                source: source, unit: .gravity, measures: WaveformMeasure.named.map(\.measure) + [.band(0...10)],
                bearing: WaveformReading.BearingPlace(bearing: bearing, shaft: .field(path("n"))), zones: zones)
            return PayloadDecoder(reading, limits: WaveformDecoder.defaultLimits)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    nonisolated(unsafe) private static let waveformDecoders: [WaveformDecoder] = [
        WaveformSource(samples: .array(path("s")), rate: .field(path("r")), time: TimeField(path: path("t"))),
        WaveformSource(samples: .base64(path("s"), .int16LittleEndian), rate: .fixed(1)),
        WaveformSource(samples: .base64(path("s"), .float32LittleEndian), rate: .fixed(1)),
        WaveformSource(samples: .raw(.int16LittleEndian), rate: .fixed(1)),
        WaveformSource(samples: .raw(.float32LittleEndian), rate: .fixed(1)),
    ].map { source in
        do { return try WaveformDecoder(source) } catch { preconditionFailure("\(error)") }
    }

    private static func documents(_ format: PayloadFormat) -> [PayloadDecoder] {
        let paths = ["a", "b[0].c", "4", "\"switch:0\".output", "."]
        let time = TimeField(path: path("t"), unit: .byMagnitude, zone: FixedZone.utc)
        return [
            decoder(format, paths, time: time), decoder(format, paths, type: .number, isPartial: true),
            decoder(format, paths, time: time, records: RecordLayout(path: path("r"), device: path("d"))),
            decoder(
                format, paths, time: time, records: RecordLayout(isKeyedByDevice: true, wrapper: path("values"))),
        ]
    }

    private static func decoder(
        _ format: PayloadFormat, _ paths: [String], type: PayloadField.FieldType = .any, time: TimeField? = nil,
        records: RecordLayout? = nil, isPartial: Bool = false
    ) -> PayloadDecoder {
        let fields = paths.map { PayloadField(path: path($0), type: type) }
        do {
            return try PayloadDecoder(
                format: format, fields: fields, time: time, records: records, isPartial: isPartial)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private static func path(_ text: String) -> FieldPath {
        do { return try FieldPath(text) } catch { preconditionFailure("\(error)") }
    }

    private static func decode(_ payload: UnsafeRawBufferPointer, _ decoders: [PayloadDecoder]) {
        for decoder in decoders {
            var decoded = DecodedPayload()
            if decoder.decode(payload, into: &decoded) != nil {
                precondition(decoded.entries.isEmpty && decoded.records.isEmpty)
            } else {
                precondition(!decoded.records.isEmpty)
                check(decoded)
            }
        }
    }

    private static func check(_ decoded: DecodedPayload) {
        for record in decoded.records {
            precondition(record.entries.upperBound <= decoded.entries.count)
            precondition((record.device?.upperBound ?? 0) <= decoded.names.count)
            precondition(record.time == nil || record.timeFlaw == nil)
        }
        for entry in decoded.entries {
            guard case .number(let number)? = entry.value else { continue }
            precondition(number.isFinite && !(number == 0 && number.sign == .minus))
        }
    }
}
