internal import Telemetry

/// A bare number: strictly JSON's grammar, so `21,5`, `0x10`, `+1`, `01` and `1.` are not numbers.
final class NumberFormatReader: FormatReader {
    private let value: SingleValue

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        value = try SingleValue(plan)
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        let digits = ASCII.trimmingWhiteSpace(payload)
        guard !digits.isEmpty else { return .emptyPayload }
        switch JSONParser.number(digits) {
        case .success(let number): return value.take(number, into: &decoded)
        case .failure(let error): return error.rejectReason
        }
    }
}
