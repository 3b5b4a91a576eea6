internal import CSimdJSON

/// How much of a stranger's payload is looked at. Whatever is larger is refused before or while it is parsed.
public struct PayloadLimits: Sendable, Equatable {
    /// What `bytes` may be: up to 16 MiB.
    public static let bytesRange = 1...16_777_216
    /// What `depth` may be.
    public static let depthRange = 1...Int(WEIR_JSON_DEPTH_CEILING)

    /// Bytes of the whole payload.
    public let bytes: Int
    /// Arrays and objects inside one another.
    public let depth: Int
    /// Members of one object.
    public let members: Int
    /// UTF-8 bytes of one string or key, after unescaping.
    public let stringBytes: Int
    /// Readings in one payload.
    public let records: Int

    /// - Precondition: `bytes` in `bytesRange`, `depth` in `depthRange`, the others in `bytesRange`.
    public init(bytes: Int = 65_536, depth: Int = 16, members: Int = 256, stringBytes: Int = 1024, records: Int = 1024)
    {
        precondition(PayloadLimits.bytesRange.contains(bytes))
        precondition(PayloadLimits.depthRange.contains(depth))
        precondition(PayloadLimits.bytesRange.contains(members))
        precondition(PayloadLimits.bytesRange.contains(stringBytes))
        precondition(PayloadLimits.bytesRange.contains(records))
        self.bytes = bytes
        self.depth = depth
        self.members = members
        self.stringBytes = stringBytes
        self.records = records
    }

    var json: weir_json_limits {
        weir_json_limits(
            bytes: bytes, depth: UInt32(depth), members: UInt32(members), string_bytes: UInt32(stringBytes))
    }
}
