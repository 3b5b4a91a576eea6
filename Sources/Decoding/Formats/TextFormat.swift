internal import Telemetry

/// A bare text, taken byte for byte: `ON`, `online`, `open`. A flag reads `true`, `false` and the field's own words.
final class TextFormatReader: FormatReader {
    private let limits: PayloadLimits
    private let converters: [FieldConverter]

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        try plan.requireSingleValue()
        limits = plan.limits
        converters = plan.fields.map { FieldConverter($0, readsBareWords: true) }
    }

    func read(_ payload: UnsafeRawBufferPointer, into reading: inout DecodedReading) -> RejectReason? {
        guard payload.count <= limits.stringBytes else { return .stringTooLong }
        if let error = JSONParser.check(text: payload) { return error.rejectReason }
        for index in converters.indices {
            if let reason = converters[index].convert(.text(payload), fieldIndex: index, into: &reading) {
                return reason
            }
        }
        return nil
    }
}
