public import Configuration
internal import Engine
public import Telemetry

/// Looks for a record of the past in the journal, and says what it followed from: the journal's inputs go through the
/// engine once more, which says the same again, and can be asked.
///
///     let explainer = Explainer(question, configuration: configuration, now: now)
///     for entry in journal where !explainer.isOver { explainer.take(entry) }
///     explainer.finish()
///     explainer.write(to: &json)
public final class Explainer {
    private let question: WhyQuestion
    private let run: Retrospect
    private let isLive: Bool
    private var log = ReadingLog()
    private var explanation: Explanation?
    /// What the names and rules were at the entries that are read now.
    private var legend: Legend?
    private var wallOffset: Int64 = 0
    /// Whether entries from before the first one that was read are gone.
    public var hasLostBeginning = false

    /// - Parameters:
    ///   - now: milliseconds since the epoch; what has not happened by then is not expected.
    ///   - isLive: whether the gateway runs: then time has passed since the journal's last entry.
    public init(_ question: WhyQuestion, configuration: GatewayConfiguration, now: Int64, isLive: Bool) {
        self.question = question
        self.isLive = isLive
        run = Retrospect(configuration: configuration, from: .min, to: min(now, question.until ?? now))
        run.watch(for: question.target)
    }

    /// Whether nothing that is still to come could change the answer.
    public var isOver: Bool { run.isOver }

    /// Whether the record was found.
    public var isFound: Bool { explanation != nil }

    /// Takes one entry.
    public func take(_ bytes: [UInt8]) {
        // One that cannot be read says nothing of the rules; the run counts it.
        if JournalEntry.isLegend(bytes), case .legend(let legend)? = try? JournalEntry(bytes) { note(legend) }
        if explanation != nil, isUnique { return }
        run.take(
            bytes,
            before: { input, engine, wallOffset in
                self.wallOffset = wallOffset
                self.log.note(input, engine, wallOffset: wallOffset)
            }, after: { input, engine, _ in self.look(input, engine) }, { _ in })
    }

    /// No more entries.
    public func finish() {
        guard isLive || !isLast, !(isUnique && isFound) else { return }
        run.finish(after: { input, engine, _ in self.look(input, engine) }, { _ in })
    }

    /// Whether there is only one such record.
    private var isUnique: Bool {
        if case .id = question.target { true } else { false }
    }

    private var isLast: Bool {
        if case .last = question.target { true } else { false }
    }

    private func look(_ input: Input, _ engine: borrowing Engine) {
        guard let evidence = engine.evidence, evidence.record != explanation?.evidence.record else { return }
        let record = evidence.record
        let template = engine.device(named: record.device).map { engine.plan.templates[engine.template(of: $0)] }
        // A deadline before the input's own time was served first.
        let isTime = !evidence.hasCause && (evidence.now < input.now || input.kind == .reading)
        let occasion = Explanation.Occasion(input.kind, isTime: isTime)
        let since = evidence.rules.flatMap(\.timers).compactMap { $0.since?.milliseconds }.min()
        let values = evidence.rules.flatMap(\.values) + (evidence.actuator?.values ?? [])
        var readings: [Explanation.Readings] = []
        for value in values {
            let source = value.source ?? (record.device, value.name)
            guard !readings.contains(where: { $0.device == source.device && $0.signal == source.name }) else {
                continue
            }
            let entries = log.entries(device: source.device, signal: source.name, since: since, engine)
            guard !entries.isEmpty else { continue }
            readings.append(Explanation.Readings(device: source.device, signal: source.name, entries: entries))
        }
        let scores = template.map { template in Set(template.scores.map { template.signals[$0.signal].name }) }
        explanation = Explanation(
            evidence: evidence, occasion: occasion, source: occasion == .reading ? source(input, engine) : nil,
            person: occasion == .person && !input.name.isEmpty ? input.name : nil, readings: readings,
            scores: scores ?? [],
            change: template.flatMap { RuleChange(evidence.rules, template: $0.name, legend) })
    }

    private func source(_ input: Input, _ engine: borrowing Engine) -> (device: String, input: String) {
        let template = engine.plan.templates[engine.template(of: input.device)]
        return (engine.name(of: input.device), template.inputs[input.reading.input])
    }

    /// Remembers what the rules were, and whether they were changed since the record.
    private func note(_ legend: Legend) {
        explanation?.change?.take(legend)
        self.legend = legend
    }

    /// The answer, one object; with `"found":false` and a `reason` where there is none.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("found", explanation != nil)
        json.field("asked", question.text)
        if let explanation {
            explanation.write(to: &json)
        } else {
            json.field("reason", reason)
        }
        json.key("journal")
        json.beginObject()
        if let begin = run.begin { json.field("from", begin) }
        json.field("is_whole", !hasLostBeginning)
        json.field("unreadable", run.unreadableCount)
        json.endObject()
        json.endObject()
    }

    private var reason: String {
        guard let begin = run.begin else { return "the journal is empty" }
        let from = Timestamp(milliseconds: begin).rfc3339
        if hasLostBeginning {
            return
                "the journal, which begins at \(from), does not bring it about: what led to it is not kept any more"
        }
        return
            "the journal, which begins at \(from), does not bring it about: it is of another gateway, or of other rules"
    }
}
