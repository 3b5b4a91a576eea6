internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Telemetry

/// A span of the journal, and how it is run through the engine once more.
struct PastOptions: ParsableArguments {
    @OptionGroup var span: TimeSpan
    @OptionGroup var replacements: ReplacementFiles

    @Option(
        name: .long,
        help: """
            How much of the journal before --from is run first, so that rules know what came before; else all of it.
            """
    )
    var warmUp: String?

    /// Whether the journal is meant, and not a file.
    var isAsked: Bool { span.from != nil }

    func validate() throws {
        guard !isAsked else { return }
        if span.to != nil || !replacements.rules.isEmpty || warmUp != nil {
            throw ValidationError("--to, --rules and --warm-up go with --from")
        }
    }

    /// Runs the journal through each configuration; says what each brings about, by its index.
    func run(
        _ configurations: [GatewayConfiguration], journal gateway: GatewayConfiguration,
        _ body: (Int, Output) -> Void
    ) throws {
        let from = span.from?.milliseconds ?? .min
        let to = span.to?.milliseconds ?? .max
        let begin = try warmUpMilliseconds().map { from - $0 } ?? .min
        let source = try JournalSource(gateway)
        let runs = configurations.map { Retrospect(configuration: $0, begin: begin, from: from, to: to) }
        let missing = try source.forEach { entry in
            for (side, run) in runs.enumerated() {
                if source.hasLostBeginning { run.isBeginningLost = true }
                run.take(entry) { body(side, $0) }
            }
            return !(runs.first?.isOver ?? true)
        }
        for (side, run) in runs.enumerated() { run.finish { body(side, $0) } }
        try source.close()
        tell(runs, missing: Int(missing), from: source.hasLostBeginning ? from : .max)
    }

    /// What the reader must know of the result.
    private func tell(_ runs: [Retrospect], missing: Int, from: Int64) {
        guard let first = runs.first else { return }
        guard let begin = first.begin else {
            return StandardError.write("warning: the journal holds nothing of that time\n")
        }
        // A journal from the first day on lacks nothing.
        if begin > from {
            let time = Timestamp(milliseconds: begin).rfc3339
            StandardError.write("warning: the journal begins at \(time): what was before is not known\n")
        }
        var said: Set<String> = []
        for run in runs {
            let words = run.unknowns.joined(separator: ", ")
            guard !words.isEmpty, said.insert(words).inserted else { continue }
            let time = Timestamp(milliseconds: run.stateTime ?? begin).rfc3339
            StandardError.write("warning: what was run begins at \(time): not known from before are \(words)\n")
        }
        if missing + first.unreadableCount > 0 {
            StandardError.write("warning: \(missing + first.unreadableCount) entries were not readable\n")
        }
        for name in runs.last?.unknownNames ?? [] {
            StandardError.write("warning: the journal has no readings for \(name)\n")
        }
    }

    private func warmUpMilliseconds() throws -> Int64? {
        guard let warmUp else { return nil }
        do throws(ValueProblem) {
            return try DurationText.milliseconds(warmUp)
        } catch {
            throw ValidationError("--warm-up: " + error.message + (error.mend.map { "; \($0)" } ?? ""))
        }
    }
}
