/// An entry its destination refused for good, with the reason given.
public struct DeadLetter: Sendable, Equatable {
    public let key: OutboxKey
    public var destination: DestinationID? { key.destination }
    public let sequence: Int64
    public let device: UInt32
    /// The engine's clock when it was refused, milliseconds.
    public let time: Int64
    public let reason: String
    public let payload: [UInt8]

    func append(to raw: inout [UInt8]) {
        raw.appendVariable(UInt64(key.index))
        raw.appendLittleEndian(sequence)
        raw.appendLittleEndian(device)
        raw.appendVariable(UInt64(reason.utf8.count))
        raw.append(contentsOf: reason.utf8)
        raw.append(contentsOf: payload)
    }

    init(_ entry: OutboxEntry, reason: String, time: Int64) {
        key = entry.key
        sequence = entry.sequence
        device = entry.device
        payload = entry.payload
        self.reason = reason
        self.time = time
    }

    init?(row: Int64, time: Int64, raw: [UInt8]) {
        var reader = ByteReader(raw)
        guard let index = reader.variable(), let sequence = reader.integer(Int64.self),
            let device = reader.integer(UInt32.self), let length = reader.variable(), let range = reader.take(length)
        else { return nil }
        key = OutboxKey(row: row, index: Int(index))
        self.sequence = sequence
        self.device = device
        self.time = time
        reason = String(decoding: raw[range], as: UTF8.self)
        payload = Array(raw[range.upperBound...])
    }
}
