internal import Telemetry

/// What a format needs to know to read its payloads.
struct DecodingPlan {
    let fields: [PayloadField]
    let time: TimeField?
    let records: RecordLayout?
    let isPartial: Bool
    let limits: PayloadLimits
    let parser: JSONParser

    /// For the formats whose payload is one value.
    func requireSingleValue() throws(PayloadDecoderError) {
        if time != nil { throw .timeNotAllowed }
        if records != nil { throw .recordsNotAllowed }
        for (index, field) in fields.enumerated() where !field.path.isRoot { throw .pathNotAllowed(fieldIndex: index) }
    }
}

/// One format's way from bytes to values.
protocol FormatReader: AnyObject {
    /// `payload` is not empty and not larger than the limit; `decoded` is empty. At least one record, or a reason.
    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason?
}
