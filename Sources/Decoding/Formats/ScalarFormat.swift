internal import Telemetry

/// One bare value of whatever kind: `21.4` is a number, `true` and `false` are flags, anything else is a text, `ON` as
/// well. What a device publishes that has one topic for each value.
///
/// Who declares a text or a flag with words gets the payload as text, so that `1` and `0` can be words.
final class ScalarFormatReader: FormatReader {
    private let limits: PayloadLimits
    private let converters: [FieldConverter]
    private let readsText: [Bool]

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        try plan.requireSingleValue()
        limits = plan.limits
        converters = plan.fields.map { FieldConverter($0, readsBareWords: true) }
        readsText = plan.fields.map { $0.type == .text || $0.type == .flag }
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        let bytes = ASCII.trimmingWhiteSpace(payload)
        guard !bytes.isEmpty else { return .emptyPayload }
        guard bytes.count <= limits.stringBytes else { return .stringTooLong }
        if let error = JSONParser.check(text: bytes) { return error.rejectReason }
        let text = PayloadScalar.text(bytes)
        let scalar: PayloadScalar
        var flaw: JSONError?
        switch JSONParser.number(bytes) {
        case .success(let number): scalar = number
        case .failure(let error):
            scalar = ScalarFormatReader.flag(text) ?? text
            // A number that a double would change is no text either.
            if error != .notANumber { flaw = error }
        }
        for index in converters.indices {
            // A word for "no value", such as `nan` or `unavailable`, counts in either form.
            if let flaw, !readsText[index] { return flaw.rejectReason }
            let form = readsText[index] ? text : scalar
            if let reason = converters[index].convert(form, fieldIndex: index, into: &decoded) { return reason }
        }
        decoded.endRecord()
        return nil
    }

    private static func flag(_ text: PayloadScalar) -> PayloadScalar? {
        if text.equals(.text("true")) { return .flag(true) }
        return text.equals(.text("false")) ? .flag(false) : nil
    }
}
