internal import Telemetry

/// The fields of a format whose payload is one value: each is that value.
struct SingleValue {
    private let converters: [FieldConverter]

    init(_ plan: DecodingPlan, readsBareWords: Bool = false) throws(PayloadDecoderError) {
        try plan.requireSingleValue()
        converters = plan.fields.map { FieldConverter($0, readsBareWords: readsBareWords) }
    }

    func take(_ scalar: PayloadScalar, into decoded: inout DecodedPayload) -> RejectReason? {
        for index in converters.indices {
            if let reason = converters[index].convert(scalar, fieldIndex: index, into: &decoded) { return reason }
        }
        decoded.endRecord()
        return nil
    }
}
