/// How a payload is written. A new format is one file under Formats, one case here, and one line in `makeReader`.
public enum PayloadFormat: String, Sendable, CaseIterable {
    /// One JSON document (RFC 8259).
    case json
    /// One JSON number, as text, with or without ASCII white space around it.
    case number
    /// One UTF-8 text without control characters, taken as it is.
    case text

    func makeReader(_ plan: DecodingPlan) throws(PayloadDecoderError) -> any FormatReader {
        switch self {
        case .json: try JSONFormatReader(plan)
        case .number: try NumberFormatReader(plan)
        case .text: try TextFormatReader(plan)
        }
    }
}
