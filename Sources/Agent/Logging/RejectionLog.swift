internal import Logging
internal import Telemetry

/// Counts rejected messages by reason and writes one line per reason and ten seconds, whatever comes in.
struct RejectionLog {
    static let intervalMilliseconds: Int64 = 10_000
    private static let shownBytes = 128

    private(set) var counts = [Int](repeating: 0, count: RejectReason.allCases.count)
    private var lastLogged = [Int64?](repeating: nil, count: RejectReason.allCases.count)
    private var loggedCounts = [Int](repeating: 0, count: RejectReason.allCases.count)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func count(_ reason: RejectReason) -> Int { counts[Int(reason.rawValue)] }

    /// - Parameters:
    ///   - topic, payload: shown escaped and cut, only where a line is written.
    ///   - now: milliseconds of a clock that never goes back.
    mutating func note(
        _ reason: RejectReason, topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, now: Int64
    ) {
        let index = Int(reason.rawValue)
        counts[index] += 1
        if let last = lastLogged[index], now - last < RejectionLog.intervalMilliseconds { return }
        lastLogged[index] = now
        let more = counts[index] - loggedCounts[index]
        loggedCounts[index] = counts[index]
        logger.warning(
            """
            message rejected: \(reason.name) topic=\(RejectionLog.shown(topic)) payload=\(RejectionLog.shown(payload)) \
            count=\(more)
            """)
    }

    /// Printable ASCII as it is, the rest escaped: a log never carries a stranger's control characters.
    private static func shown(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = "\""
        for byte in bytes.prefix(shownBytes) {
            switch byte {
            case 0x22, 0x5C: text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text + (bytes.count > shownBytes ? "\"..." : "\"")
    }
}
