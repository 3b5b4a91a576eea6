internal import Telemetry

/// Whether a device is there: a flag, true for online. One value, as text or as `{"state":"online"}`.
final class AvailabilityFormatReader: FormatReader {
    private let limits: PayloadLimits
    private let parser: JSONParser
    private let state: CompiledPath
    private let value: SingleValue

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        limits = plan.limits
        parser = plan.parser
        state = CompiledPath(FieldPath(segments: [.key("state")]))
        value = try SingleValue(plan)
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        var word = ASCII.trimmingWhiteSpace(payload)
        guard let first = word.first else { return .emptyPayload }
        if first == UInt8(ascii: "{") {
            if let error = parser.parse(word, limits: limits) { return error.rejectReason }
            switch parser.find(state) {
            case .text(let text): word = text
            case .missing: return .missingField
            default: return .wrongType
            }
        }
        guard let availability = Availability(parsing: word) else { return .wrongType }
        return value.take(.flag(availability == .online), into: &decoded)
    }
}
