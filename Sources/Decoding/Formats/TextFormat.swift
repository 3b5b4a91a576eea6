internal import Telemetry

/// A bare text, taken byte for byte: `ON`, `online`, `open`. A flag reads `true`, `false` and the field's own words.
final class TextFormatReader: FormatReader {
    private let limits: PayloadLimits
    private let value: SingleValue

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        limits = plan.limits
        value = try SingleValue(plan, readsBareWords: true)
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        guard payload.count <= limits.stringBytes else { return .stringTooLong }
        if let error = JSONParser.check(text: payload) { return error.rejectReason }
        return value.take(.text(payload), into: &decoded)
    }
}
