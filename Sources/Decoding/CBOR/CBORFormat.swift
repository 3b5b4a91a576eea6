internal import Telemetry

/// CBOR: fields, time and records by their paths.
final class CBORFormatReader: FormatReader {
    private let document: DocumentReader<CBORDocument>

    init(_ plan: DecodingPlan) {
        document = DocumentReader(CBORDocument(), plan)
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        document.read(payload, into: &decoded)
    }
}
