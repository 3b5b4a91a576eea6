public import Telemetry

/// The envelope in which records travel: CloudEvents 1.0 in JSON (structured mode), with the `sequence` extension.
public struct CloudEvent: Sendable {
    private let source: String
    /// What stands before the number of a record.
    private let sequences: String

    /// - Parameter epoch: the store's; with the gateway's name it makes sequences unique for ever.
    public init(gateway: String, epoch: Int64) {
        source = "weir/\(gateway)"
        sequences = "\(gateway)/\(epoch)/"
    }

    /// One JSON object. Sections of the specification: 3.1 required attributes, 3.2 optional ones.
    public func write(_ record: OutboxRecord, sequence: Int64, to json: inout JSONWriter) {
        json.reset()
        json.beginObject()
        json.field("specversion", "1.0")
        json.field("id", record.id)
        json.field("source", source)
        json.field("type", "weir.\(record.kind)")
        json.field("subject", record.device)
        json.field("time", Timestamp(milliseconds: record.time))
        json.field("datacontenttype", "application/json")
        json.field("sequence", sequences + sequence.description)
        json.key("data")
        json.raw(record.data)
        json.endObject()
    }
}
