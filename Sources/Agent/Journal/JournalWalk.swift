internal import Decoding

/// The journal of the running gateway, read from within it for people who look back: stretch by stretch, so that the store
/// has time for what is new.
struct JournalWalk {
    private static let limits = PayloadLimits(bytes: 16 << 20, depth: 8, members: 1 << 20, stringBytes: 16 << 20)

    private let view: AgentView

    /// Whether the entries from before the first one that was read are gone.
    private(set) var hasLostBeginning = false

    init(_ view: AgentView) {
        self.view = view
    }

    /// Nil where the store does not answer.
    func chunk(from offset: Int64?) -> JournalChunk? {
        // What the store writes is of its form.
        (try? JSONValue.parse(view.journal(from: offset), limits: JournalWalk.limits)).flatMap(JournalChunk.init)
    }

    /// Hands over the entries from an offset on, until `body` says false.
    /// - Parameter deadline: by the clock of the boot, in milliseconds; what is not read by then is left.
    /// - Returns: false where the store did not answer, or time was over.
    mutating func forEach(from start: Int64 = 0, deadline: Int64, _ body: ([UInt8]) -> Bool) -> Bool {
        var offset = start
        guard let end = chunk(from: nil)?.end else { return false }
        while offset < end {
            guard Clock.boot < deadline, let chunk = chunk(from: offset) else { return false }
            let first = chunk.next - Int64(chunk.entries.count) - chunk.missing
            if offset == start, first > 0 { hasLostBeginning = true }
            for entry in chunk.entries where !body(entry) { return true }
            guard chunk.next > offset else { break }
            offset = chunk.next
        }
        return true
    }
}
