internal import Telemetry

/// JSON: fields and time by their paths.
final class JSONFormatReader: FormatReader {
    private let parser: JSONParser
    private let limits: PayloadLimits
    private let time: (field: TimeField, path: CompiledPath)?
    private let paths: [CompiledPath]
    private let converters: [FieldConverter]

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        parser = plan.parser
        limits = plan.limits
        time = plan.time.map { ($0, CompiledPath($0.path)) }
        paths = plan.fields.map { CompiledPath($0.path) }
        converters = plan.fields.map { FieldConverter($0) }
    }

    func read(_ payload: UnsafeRawBufferPointer, into reading: inout DecodedReading) -> RejectReason? {
        if let reason = parser.parse(payload, limits: limits) { return reason.rejectReason }
        for index in paths.indices {
            switch parser.find(paths[index]) {
            case .missing:
                continue
            case let scalar:
                if let reason = converters[index].convert(scalar, fieldIndex: index, into: &reading) { return reason }
            }
        }
        if reading.values.isEmpty, !paths.isEmpty { return .missingField }
        guard let time else { return nil }
        return time.field.read(parser.find(time.path), into: &reading)
    }
}
