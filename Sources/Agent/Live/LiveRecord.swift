internal import Telemetry

/// One record of what happens, as it is handed to those who watch.
public struct LiveRecord: Sendable, Equatable {
    /// One JSON object without a line feed.
    public let json: [UInt8]
    /// By which one that has taken it asks for what came after it; nil where it is not remembered, as of a summary.
    public let mark: String?

    /// - Parameter isRemembered: whether it can be asked for again.
    init(_ json: [UInt8], isRemembered: Bool) {
        self.json = json
        mark = isRemembered ? LiveRecord.mark(of: json) : nil
    }

    /// Made of what was said alone, so that it outlives the process.
    private static func mark(of json: [UInt8]) -> String {
        var hash = StableHash()
        json.withUnsafeBytes { hash.combine($0) }
        return String(hash.value, radix: 16)
    }

    /// From where on somebody watches.
    public enum Beginning: Sendable, Equatable {
        case now
        /// With all that is remembered.
        case oldest
        /// With what came after the record of this mark; with all that is remembered where it is no longer among it.
        case after(mark: String)

        /// As it is written in a request: `oldest`, or a mark.
        public init(_ text: String) {
            self = text == "oldest" ? .oldest : .after(mark: text)
        }
    }
}
