internal import Telemetry

/// JSON: fields, time and records by their paths.
final class JSONFormatReader: FormatReader {
    private let document: DocumentReader<JSONDocument>

    init(_ plan: DecodingPlan) {
        document = DocumentReader(JSONDocument(plan.parser), plan)
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        document.read(payload, into: &decoded)
    }
}
