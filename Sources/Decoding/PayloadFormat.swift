/// How a payload is written. A new format is one file under Formats, one case here, and one line in `makeReader`.
public enum PayloadFormat: String, Sendable, CaseIterable {
    /// One JSON document (RFC 8259).
    case json
    /// One JSON number, as text, with or without ASCII white space around it.
    case number
    /// One UTF-8 text without control characters, taken as it is.
    case text
    /// One bare value: a number, `true` or `false`, or any other text.
    case scalar
    /// Whether a device is there, in any of the usual spellings: see ``Availability``.
    case availability
    /// One CBOR data item (RFC 8949), with paths as in JSON.
    case cbor
    /// A SenML pack in JSON (RFC 8428); a path is the name of a record.
    case senml

    /// Whether a payload has several values, each at a path, and may have a time and several records.
    public var hasPaths: Bool {
        switch self {
        case .json, .cbor, .senml: true
        case .number, .text, .scalar, .availability: false
        }
    }

    func makeReader(_ plan: DecodingPlan) throws(PayloadDecoderError) -> any FormatReader {
        switch self {
        case .json: JSONFormatReader(plan)
        case .number: try NumberFormatReader(plan)
        case .text: try TextFormatReader(plan)
        case .scalar: try ScalarFormatReader(plan)
        case .availability: try AvailabilityFormatReader(plan)
        case .cbor: CBORFormatReader(plan)
        case .senml: try SenMLFormatReader(plan)
        }
    }
}
