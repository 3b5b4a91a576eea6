internal import Glibc
public import Logging
internal import Telemetry

/// Log lines on standard error: under journald with its priority prefix (sd-daemon(3)), elsewhere with the time.
public struct LogOutput: LogHandler {
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let isJournal: Bool
    private let queue: LogQueue

    public init(label: String, queue: LogQueue = .standardError) {
        self.label = label
        self.queue = queue
        isJournal = getenv("JOURNAL_STREAM") != nil
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = isJournal ? "<\(LogOutput.priority(event.level))>" : Clock.wall.rfc3339 + " \(event.level) "
        line += "\(label): \(event.message)"
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        queue.post(line + "\n")
    }

    /// The priorities of syslog(3).
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
