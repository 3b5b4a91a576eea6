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
    /// Payloads are samples, and a field is one measure of them, by its position; `format` then says nothing.
    public var waveform: WaveformReading?

    public init(
        topic: TopicFilter, format: PayloadFormat, fields: [PayloadField], fieldIndices: [Int], time: TimeField? = nil,
        records: RecordLayout? = nil, isPartial: Bool = false, waveform: WaveformReading? = nil
    ) {
        self.topic = topic
        self.format = format
        self.fields = fields
        self.fieldIndices = fieldIndices
        self.time = time
        self.records = records
        self.isPartial = isPartial
        self.waveform = waveform
    }

    /// Whether the payloads themselves name the device of each record.
    public var namesDevices: Bool { records.map { $0.isKeyedByDevice || $0.device != nil } ?? false }

    public func makeDecoder(
        limits: PayloadLimits = PayloadLimits(), parser: JSONParser = JSONParser()
    ) throws(PayloadDecoderError) -> PayloadDecoder {
        if let waveform { return PayloadDecoder(waveform, limits: limits, parser: parser) }
        return try PayloadDecoder(
            format: format, fields: fields, time: time, records: records, isPartial: isPartial, limits: limits,
            parser: parser)
    }
}
