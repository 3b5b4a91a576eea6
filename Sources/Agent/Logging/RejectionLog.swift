internal import Decoding
internal import Logging
internal import Telemetry

/// Counts what was wrong with messages, by reason, and writes one line per reason and ten seconds, whatever comes in.
struct RejectionLog {
    private static let shownBytes = 128

    private var rejections = [LogTally](repeating: LogTally(), count: RejectReason.allCases.count)
    private var timeFlaws = [LogTally](repeating: LogTally(), count: TimeFlaw.allCases.count)
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func count(_ reason: RejectReason) -> Int { rejections[Int(reason.rawValue)].count }

    func count(_ flaw: TimeFlaw) -> Int { timeFlaws[Int(flaw.rawValue)].count }

    /// - Parameters:
    ///   - count: the messages, or records of one message, with this flaw.
    ///   - topic, payload: shown escaped and cut, only where a line is written.
    ///   - now: milliseconds of a clock that never goes back.
    mutating func note(
        _ reason: RejectReason, _ count: Int = 1, topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer,
        now: Int64
    ) {
        guard let more = rejections[Int(reason.rawValue)].add(count, now: now) else { return }
        warn(
            "message rejected: \(reason.name)", topic: topic, payload: payload, count: more,
            mend: RejectionLog.mend(reason))
    }

    /// The reading was taken, with its time of arrival.
    mutating func note(
        _ flaw: TimeFlaw, _ count: Int, topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, now: Int64
    ) {
        guard let more = timeFlaws[Int(flaw.rawValue)].add(count, now: now) else { return }
        warn("time not taken: \(flaw.name)", topic: topic, payload: payload, count: more)
    }

    private func warn(
        _ what: String, topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, count: Int,
        mend: String = ""
    ) {
        logger.warning(
            "\(what) topic=\(RejectionLog.shown(topic)) payload=\(RejectionLog.shown(payload)) count=\(count)\(mend)")
    }

    /// Which limit to raise, where one was reached.
    private static func mend(_ reason: RejectReason) -> String {
        switch reason {
        case .deviceLimit: "; raise limits.devices in weir.yaml"
        case .timerLimit: "; raise limits.timers in weir.yaml"
        case .payloadTooLarge: "; raise limits.payload in weir.yaml, or 'payload' of the input"
        case .rateLimited: "; raise limits.rate in weir.yaml, or 'rate' of the input"
        default: ""
        }
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
