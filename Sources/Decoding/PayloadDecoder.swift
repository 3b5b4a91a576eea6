public import Telemetry

/// Turns the payloads of one input into values of its fields. One thread; no memory is allocated for a payload no larger
/// than an earlier one, except for texts of more than 15 bytes that differ from the field's last.
///
///     let decoder = try PayloadDecoder(
///         format: .json,
///         fields: [PayloadField(path: FieldPath("vib.rms"), type: .number)],
///         time: TimeField(path: FieldPath("ts")))
///     var decoded = DecodedPayload()
///     if let reason = decoder.decode(payload, into: &decoded) { count(reason) }
public final class PayloadDecoder {
    private let reader: any FormatReader
    private let limits: PayloadLimits

    /// - Parameters:
    ///   - fields: what to look for. With none, every well-formed payload is accepted.
    ///   - time: where the device's own time is; only formats with paths have one.
    ///   - records: where the records are, if the payload is not one itself; only for JSON and CBOR.
    ///   - isPartial: messages tell only what changed: one with none of the fields is a record without values, and not
    ///     refused as `missingField`.
    ///   - parser: shared by the decoders of one thread, so that they share its memory.
    /// - Throws: `PayloadDecoderError` where the format cannot have such a field.
    public init(
        format: PayloadFormat, fields: [PayloadField], time: TimeField? = nil, records: RecordLayout? = nil,
        isPartial: Bool = false, limits: PayloadLimits = PayloadLimits(), parser: JSONParser = JSONParser()
    ) throws(PayloadDecoderError) {
        self.limits = limits
        reader = try format.makeReader(
            DecodingPlan(
                fields: fields, time: time, records: records, isPartial: isPartial, limits: limits, parser: parser))
    }

    /// Samples, of which the fields are measures.
    public init(_ waveform: WaveformReading, limits: PayloadLimits, parser: JSONParser = JSONParser()) {
        self.limits = limits
        reader = WaveformFormatReader(waveform, limits: limits, parser: parser)
    }

    /// Decodes one payload. A rejected payload leaves `decoded` empty: a message counts as a whole or not at all.
    /// Fields that are absent are left out, and so are records with none of them; a payload with none at all is
    /// rejected as `missingField`, unless messages are partial.
    ///
    /// - Returns: nil, or why the payload was not taken.
    public func decode(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        decoded.reset()
        guard !payload.isEmpty else { return .emptyPayload }
        guard payload.count <= limits.bytes else { return .payloadTooLarge }
        let reason = reader.read(payload, into: &decoded)
        if reason != nil { decoded.reset() }
        return reason
    }
}

/// A field that the input's format cannot have.
public enum PayloadDecoderError: Error, Sendable, Equatable {
    /// The format has one value and no fields: the field at this position needs the path `.`.
    case pathNotAllowed(fieldIndex: Int)
    /// The format has no place for a time.
    case timeNotAllowed
    /// The format has no records, or its records are where they always are.
    case recordsNotAllowed
    /// The path of the field at this position is no name of a SenML record.
    case notARecordName(fieldIndex: Int)
}

extension PayloadDecoderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pathNotAllowed(let index): "field \(index): this format has a single value; write the path as `.`"
        case .timeNotAllowed: "this format carries no time of its own; leave `time` out and the arrival time is used"
        case .recordsNotAllowed: "this format has no records at a path of their own; leave the path out"
        case .notARecordName(let index):
            "field \(index): write a record's name, in quotes where it has dots, and at most one of .v .s .u after it"
        }
    }
}
