internal import Configuration
internal import Engine
internal import Telemetry

/// The last while of a device from the journal: what its signals, derived values and scores were, and what was said.
///
/// The journal's inputs go through the engine once more, so scores and derived values are what they were. Where not all of
/// the journal is run, windows and detectors begin to fill with what is.
final class DeviceHistory {
    /// What is looked at.
    struct Span: Sendable, Hashable {
        var device: String
        /// Milliseconds since the epoch.
        var from: Int64
        var to: Int64
        /// 2...1000.
        var columns: Int
    }

    /// Records that are shown: the newest.
    static let recordLimit = 500

    private let span: Span
    private let run: Retrospect
    private var device: Int?
    /// Where the columns begin: not before there is anything.
    private var from: Int64
    private var courses: [SignalCourse] = []
    private var names: [(name: String, unit: String?, kind: String)] = []
    private var records: [Output] = []

    init(_ span: Span, begin: Int64, configuration: GatewayConfiguration) {
        self.span = span
        from = span.from
        run = Retrospect(configuration: configuration, begin: begin, from: span.from, to: span.to)
    }

    var isOver: Bool { run.isOver }

    func take(_ bytes: [UInt8]) {
        run.take(bytes, before: { _, _, _ in }, after: { self.look($0, $1, $2) }, { self.note($0) })
    }

    func finish() {
        run.finish(after: { self.look($0, $1, $2) }, { self.note($0) })
    }

    private func note(_ record: Output) {
        if case .summary = record { return }
        guard record.device == span.device else { return }
        if records.count == DeviceHistory.recordLimit { records.removeFirst() }
        records.append(record)
    }

    private func look(_ input: Input, _ engine: borrowing Engine, _ wallOffset: Int64) {
        let time = input.now.milliseconds + wallOffset
        guard time >= span.from else { return }
        if device == nil { device = engine.device(named: span.device) }
        guard let device, input.kind != .reading || input.device == device else { return }
        if names.isEmpty { describe(device, engine) }
        engine.forEachValue(device: device) { index, value in courses[index].add(value, at: time) }
    }

    private func describe(_ device: Int, _ engine: borrowing Engine) {
        let template = engine.plan.templates[engine.template(of: device)]
        let scores = Set(template.scores.map { template.signals[$0.signal].name })
        names = engine.signals(device: device).map { signal in
            (
                signal.name, signal.unit,
                scores.contains(signal.name) ? "score" : signal.isDerived ? "derived" : "measured"
            )
        }
        from = max(span.from, run.begin ?? span.from)
        courses = names.map { _ in SignalCourse(from: from, milliseconds: columnLength, count: span.columns + 1) }
    }

    private var columnLength: Int64 { max(1, (span.to - from) / Int64(span.columns)) }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("device", span.device)
        json.field("from", from)
        json.field("to", span.to)
        json.field("column_ms", columnLength)
        if let begin = run.begin { json.field("journal_from", begin) }
        json.key("signals")
        json.beginArray()
        for (index, course) in courses.enumerated() {
            json.beginObject()
            json.field("name", names[index].name)
            if let unit = names[index].unit { json.field("unit", unit) }
            json.field("kind", names[index].kind)
            json.key("columns")
            course.write(to: &json)
            json.endObject()
        }
        json.endArray()
        json.key("records")
        json.beginArray()
        for record in records { record.write(to: &json) }
        json.endArray()
        json.endObject()
    }
}
