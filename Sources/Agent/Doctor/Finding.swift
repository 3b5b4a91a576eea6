public import Telemetry

/// One thing that was looked at, and what to do about it.
public struct Finding: Sendable, Equatable {
    public enum State: String, Sendable {
        case fine
        /// It works, and will not always.
        case warning
        /// It does not work.
        case problem
    }

    /// What was looked at: `gpio`, `broker`, `clock`, `store`, `power`, `boot`, `watchdog`.
    public var subject: String
    public var state: State
    public var message: String
    /// What to do, in one sentence; nil where there is nothing to mend.
    public var mend: String?

    init(_ subject: String, _ state: State, _ message: String, mend: String? = nil) {
        self.subject = subject
        self.state = state
        self.message = message
        self.mend = mend
    }

    /// One line: `problem  gpio   there is no GPIO chip "x"; use ...`.
    public var line: String {
        func wide(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.utf8.count))
        }
        return wide(state.rawValue, 9) + wide(subject, 10) + message + (mend.map { "; \($0)" } ?? "")
    }

    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("subject", subject)
        json.field("state", state.rawValue)
        json.field("message", message)
        if let mend { json.field("mend", mend) }
        json.endObject()
    }
}
