/// One topic of an input, and what its payloads say: what a `PayloadDecoder` needs.
public struct PayloadSource: Sendable {
    public var topic: TopicFilter
    public var format: PayloadFormat
    public var fields: [PayloadField]
    /// For each of `fields` its position in the input's own list.
    public var fieldIndices: [Int]
    public var time: TimeField?
    public var records: RecordLayout?
    /// Messages bring only what changed; see `PayloadDecoder`.
    public var isPartial: Bool

    public init(
        topic: TopicFilter, format: PayloadFormat, fields: [PayloadField], fieldIndices: [Int], time: TimeField? = nil,
        records: RecordLayout? = nil, isPartial: Bool = false
    ) {
        self.topic = topic
        self.format = format
        self.fields = fields
        self.fieldIndices = fieldIndices
        self.time = time
        self.records = records
        self.isPartial = isPartial
    }

    /// Whether the payloads themselves name the device of each record.
    public var namesDevices: Bool { records.map { $0.isKeyedByDevice || $0.device != nil } ?? false }

    public func makeDecoder(
        limits: PayloadLimits = PayloadLimits(), parser: JSONParser = JSONParser()
    ) throws(PayloadDecoderError) -> PayloadDecoder {
        try PayloadDecoder(
            format: format, fields: fields, time: time, records: records, isPartial: isPartial, limits: limits,
            parser: parser)
    }
}
