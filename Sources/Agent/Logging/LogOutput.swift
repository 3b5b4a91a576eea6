internal import Glibc
public import Logging
internal import Telemetry

/// Log lines on standard error: under journald with its priority prefix (sd-daemon(3)), elsewhere with the time.
public struct LogOutput: LogHandler {
    /// How a line is written.
    public enum Form: Sendable {
        /// Words for people, then fields: `key=value`, and `key="a value"` where it is more than a word.
        case text
        /// One JSON object a line, for programs: `time`, `level`, `program`, `message`, and `fields` where there are any.
        case json
    }

    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let form: Form
    private let isJournal: Bool
    private let queue: LogQueue

    public init(label: String, form: Form = .text, queue: LogQueue = .standardError) {
        self.label = label
        self.form = form
        self.queue = queue
        isJournal = getenv("JOURNAL_STREAM") != nil
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
        let priority = isJournal ? "<\(LogOutput.priority(event.level))>" : ""
        switch form {
        case .text:
            let time = isJournal ? "" : "\(Clock.wall.rfc3339) \(event.level) "
            queue.post(priority + time + LogOutput.text(label, "\(event.message)", fields) + "\n")
        case .json:
            let object = LogOutput.object(
                Clock.wall.rfc3339, "\(event.level)", label, "\(event.message)", fields)
            queue.post(priority + object + "\n")
        }
    }

    static func text(_ label: String, _ message: String, _ fields: [(key: String, value: String)]) -> String {
        fields.reduce("\(label): \(message)") { line, field in
            "\(line) \(field.key)=\(isWord(field.value) ? field.value : quoted(field.value))"
        }
    }

    private static func isWord(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
    }

    /// As JSON writes it: a value is one line, whoever wrote it.
    private static func quoted(_ value: String) -> String {
        var json = JSONWriter()
        json.string(value)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    static func object(
        _ time: String, _ level: String, _ label: String, _ message: String, _ fields: [(key: String, value: String)]
    ) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time)
        json.field("level", level)
        json.field("program", label)
        json.field("message", message)
        if !fields.isEmpty {
            json.key("fields")
            json.beginObject()
            for field in fields { json.field(field.key, field.value) }
            json.endObject()
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
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
