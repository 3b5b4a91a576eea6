internal import Telemetry

/// Formats with places: fields and time by their paths, in the whole document or in each of its records.
///
/// A struct, which the compiler makes a version of for each kind of document; a generic class would ask the runtime for
/// its types with every payload.
struct DocumentReader<Document: PayloadDocument> {
    private let document: Document
    private let limits: PayloadLimits
    private let time: (field: TimeField, path: Document.Path)?
    private let paths: [Document.Path]
    private let converters: [FieldConverter]
    private let acceptsNone: Bool
    private let layout: RecordLayout?
    private let recordsPath: Document.Path
    private let wrapper: Document.Path?
    private let device: Document.Path?

    init(_ document: Document, _ plan: DecodingPlan) {
        self.document = document
        limits = plan.limits
        time = plan.time.map { ($0, document.compile($0.path)) }
        paths = plan.fields.map { document.compile($0.path) }
        converters = plan.fields.map { FieldConverter($0) }
        acceptsNone = plan.isPartial || plan.fields.isEmpty
        layout = plan.records
        recordsPath = document.compile(plan.records?.path ?? .root)
        wrapper = plan.records?.wrapper.map { document.compile($0) }
        device = plan.records?.device.map { document.compile($0) }
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        if let reason = document.load(payload, limits: limits) { return reason }
        if let reason = readRecords(into: &decoded) { return reason }
        guard decoded.records.isEmpty else { return nil }
        guard acceptsNone else { return .missingField }
        // A message that brings nothing new still says that the device is there.
        decoded.endRecord()
        return nil
    }

    private func readRecords(into decoded: inout DecodedPayload) -> RejectReason? {
        guard let layout else { return readRecord(level: 0, device: nil, into: &decoded) }
        let kind = document.select(recordsPath, level: 1)
        guard layout.isKeyedByDevice else { return readRecords(kind, level: 1, device: nil, into: &decoded) }
        switch kind {
        case .missing: return nil
        case .array, .scalar: return .wrongType
        case .object: break
        }
        document.beginChildren(level: 2)
        while let child = document.nextChild(level: 2) {
            guard case .text(let name) = child.key else { return .wrongType }
            let device = decoded.append(name: name)
            if let reason = readRecords(child.kind, level: 2, device: device, into: &decoded) { return reason }
        }
        return nil
    }

    /// The one or many records that `level` stands on.
    private func readRecords(
        _ kind: ElementKind, level: Int, device: Range<Int>?, into decoded: inout DecodedPayload
    ) -> RejectReason? {
        switch kind {
        case .missing: return nil
        case .scalar: return .wrongType
        case .object: return readRecord(level: level, device: device, into: &decoded)
        case .array: break
        }
        document.beginChildren(level: level + 1)
        while document.nextChild(level: level + 1) != nil {
            if let reason = readRecord(level: level + 1, device: device, into: &decoded) { return reason }
        }
        return nil
    }

    private func readRecord(
        level: Int, device: Range<Int>?, into decoded: inout DecodedPayload
    ) -> RejectReason? {
        guard decoded.records.count < limits.records else { return .tooManyRecords }
        var fieldLevel = level
        if let wrapper, document.select(wrapper, level: level + 1) == .object { fieldLevel = level + 1 }
        for index in paths.indices {
            switch document.find(paths[index], below: fieldLevel) {
            case .missing: continue
            case let scalar:
                if let reason = converters[index].convert(scalar, fieldIndex: index, into: &decoded) { return reason }
            }
        }
        let isEmpty = decoded.firstOpenEntry == decoded.entries.count
        guard !isEmpty || paths.isEmpty else { return nil }
        var recordTime = RecordTime.none
        if let time, let reason = time.field.read(document.find(time.path, below: level), into: &recordTime) {
            return reason
        }
        decoded.endRecord(time: recordTime, device: device ?? name(level: level, into: &decoded))
        return nil
    }

    /// The device that a record names itself.
    private func name(level: Int, into decoded: inout DecodedPayload) -> Range<Int>? {
        guard let device, case .text(let name) = document.find(device, below: level) else { return nil }
        return decoded.append(name: name)
    }
}
