internal import Telemetry

/// A bare number: strictly JSON's grammar, so `21,5`, `0x10`, `+1`, `01` and `1.` are not numbers.
final class NumberFormatReader: FormatReader {
    private let converters: [FieldConverter]

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        try plan.requireSingleValue()
        converters = plan.fields.map { FieldConverter($0) }
    }

    func read(_ payload: UnsafeRawBufferPointer, into reading: inout DecodedReading) -> RejectReason? {
        let digits = ASCII.trimmingWhiteSpace(payload)
        guard !digits.isEmpty else { return .emptyPayload }
        let scalar: JSONScalar
        switch JSONParser.number(digits) {
        case .success(let number): scalar = number
        case .failure(let error): return error.rejectReason
        }
        for index in converters.indices {
            if let reason = converters[index].convert(scalar, fieldIndex: index, into: &reading) { return reason }
        }
        return nil
    }
}
