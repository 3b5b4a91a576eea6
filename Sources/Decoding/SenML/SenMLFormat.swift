internal import Telemetry

/// SenML packs in JSON (RFC 8428): records of one time each become one reading. Times come with the records, and are
/// relative to the arrival where they are small.
final class SenMLFormatReader: FormatReader {
    private let parser: JSONParser
    private let limits: PayloadLimits
    private let fields: [SenMLField]
    private let converters: [FieldConverter]
    private let acceptsNone: Bool
    private let root = CompiledPath(.root)

    init(_ plan: DecodingPlan) throws(PayloadDecoderError) {
        if plan.time != nil { throw .timeNotAllowed }
        if plan.records != nil { throw .recordsNotAllowed }
        parser = plan.parser
        limits = plan.limits
        acceptsNone = plan.isPartial || plan.fields.isEmpty
        var fields: [SenMLField] = []
        for (index, field) in plan.fields.enumerated() {
            guard let field = SenMLField(field) else { throw .notARecordName(fieldIndex: index) }
            fields.append(field)
        }
        self.fields = fields
        converters = plan.fields.map { FieldConverter($0) }
    }

    func read(_ payload: UnsafeRawBufferPointer, into decoded: inout DecodedPayload) -> RejectReason? {
        if let error = parser.parse(payload, limits: limits) { return error.rejectReason }
        guard parser.select(root, level: 1) == .array else { return .invalidSenML }
        do throws(SenMLFlaw) {
            try readPack(into: &decoded)
        } catch {
            return error.reason
        }
        guard decoded.records.isEmpty else { return nil }
        guard acceptsNone else { return .missingField }
        decoded.endRecord()
        return nil
    }

    private func readPack(into decoded: inout DecodedPayload) throws(SenMLFlaw) {
        var base = SenMLBase()
        var time = RecordTime.none
        parser.beginChildren(level: 1)
        while let child = parser.nextChild(level: 1) {
            guard child.kind == .object else { throw SenMLFlaw() }
            let record = try readRecord()
            base.take(record)
            let name = base.name(of: record)
            let value = base.value(of: record)
            let sum = base.sum(of: record)
            if case .missing = value, case .missing = sum { continue }
            guard name.isValid else { throw SenMLFlaw() }
            let recordTime = base.time(of: record)
            for index in fields.indices where name.matches(fields[index].name) {
                let unit = base.unit(of: record)
                guard let scalar = part(fields[index], value: value, sum: sum, unit: unit) else { continue }
                if let expected = fields[index].unit, let unit, !unit.elementsEqual(expected) {
                    throw SenMLFlaw(reason: .wrongUnit)
                }
                if decoded.needsNewRecord(field: index, isSameTime: recordTime == time) {
                    try end(&decoded, time)
                }
                time = recordTime
                if let reason = converters[index].convert(scalar, fieldIndex: index, into: &decoded) {
                    throw SenMLFlaw(reason: reason)
                }
            }
        }
        if decoded.firstOpenEntry < decoded.entries.count { try end(&decoded, time) }
    }

    private func end(_ decoded: inout DecodedPayload, _ time: RecordTime) throws(SenMLFlaw) {
        guard decoded.records.count < limits.records else { throw SenMLFlaw(reason: .tooManyRecords) }
        decoded.endRecord(time: time)
    }

    private func readRecord() throws(SenMLFlaw) -> SenMLRecord {
        var record = SenMLRecord()
        parser.beginChildren(level: 2)
        while let member = parser.nextChild(level: 2) {
            guard case .text(let key) = member.key else { throw SenMLFlaw() }
            try record.set(key, parser.value(at: 2))
        }
        return record
    }

    private func part(
        _ field: SenMLField, value: PayloadScalar, sum: PayloadScalar, unit: UnsafeRawBufferPointer?
    ) -> PayloadScalar? {
        let scalar: PayloadScalar =
            switch field.part {
            case .value: value
            case .sum: sum
            case .unit: unit.map { .text($0) } ?? .missing
            }
        if case .missing = scalar { return nil }
        return scalar
    }
}

extension DecodedPayload {
    /// Whether the open record has entries, and either is of another time or has the field already.
    fileprivate func needsNewRecord(field: Int, isSameTime: Bool) -> Bool {
        guard firstOpenEntry < entries.count else { return false }
        return !isSameTime || entries[firstOpenEntry...].contains { $0.fieldIndex == field }
    }
}
