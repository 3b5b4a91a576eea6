internal import Logging

/// Lines about what may come and go without end, as a connection, a line or a disk does: of each subject a few at once, then
/// one in a while that says how often it was. The last line of a subject is never left out, it only comes later: what was
/// told last is how things are.
struct RecurringLog {
    /// Subjects that have their own count; those beyond share one.
    static let subjectLimit = 256
    private static let burst = 5

    private struct Line {
        let level: Logger.Level
        let message: Logger.Message
    }

    private struct Subject {
        var tally = LogTally(burst: burst)
        /// The newest line that nobody has seen yet.
        var withheld: Line?
    }

    private let logger: Logger
    private var subjects: [String: Subject] = [:]
    private var others = LogTally(burst: burst)
    /// Whether a line waits for ``tellWithheld(now:)``, which wants to be called every second then.
    private(set) var isWithholding = false

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// - Parameters:
    ///   - subject: what it is about, without what differs from time to time: one word for its fault and its return.
    ///   - now: milliseconds of a clock that never goes back.
    mutating func log(
        _ level: Logger.Level, _ subject: String, _ message: @autoclosure () -> Logger.Message, now: Int64 = Clock.boot
    ) {
        guard subjects[subject] != nil || subjects.count < RecurringLog.subjectLimit else {
            if let count = others.add(now: now) { write(Line(level: level, message: message()), count) }
            return
        }
        let line = Line(level: level, message: message())
        if let count = subjects[subject, default: Subject()].tally.add(now: now) {
            subjects[subject]?.withheld = nil
            write(line, count)
        } else {
            subjects[subject]?.withheld = line
            isWithholding = true
        }
    }

    /// Writes what waits and may be written by now.
    mutating func tellWithheld(now: Int64 = Clock.boot) {
        guard isWithholding else { return }
        isWithholding = false
        for (subject, state) in subjects {
            guard let line = state.withheld else { continue }
            if let count = subjects[subject]?.tally.add(0, now: now) {
                subjects[subject]?.withheld = nil
                write(line, count)
            } else {
                isWithholding = true
            }
        }
    }

    /// Writes what waits, at the end.
    mutating func tellRest() {
        for (subject, state) in subjects {
            guard let line = state.withheld else { continue }
            subjects[subject]?.withheld = nil
            write(line, 1)
        }
        isWithholding = false
    }

    private func write(_ line: Line, _ count: Int) {
        logger.log(level: line.level, line.message, metadata: count > 1 ? ["count": "\(count)"] : nil)
    }
}
