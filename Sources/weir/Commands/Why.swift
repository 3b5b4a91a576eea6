internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Decoding
internal import Telemetry

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what an event, a command or a suppression followed from.",
        discussion: """
            weir why 3f1c09d2a4b85e67c1d20f9b7e6a5544
            weir why pump-7.overheating
            weir why pump-7.fan --until 2026-11-20T10:00Z

            The journal of the gateway, running or not, goes through the rules once more; what is found is shown with its \
            readings, the rule, the contents of its windows, its timers, and the claims and guards of an actuator. The \
            files have to be those of that time. Ends with 1 where nothing is found.
            """)

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, parsing: .unconditional, help: "Nothing later than this: \(TimePoint.help).")
    var until: TimePoint?

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    @Argument(help: "The id of an event or a command, or DEVICE.RULE or DEVICE.ACTUATOR for the last about it.")
    var record: String

    func run() throws {
        let configuration = try files.require(quiet: true)
        let source = try JournalSource(configuration)
        let question = try question(configuration)
        var (json, isFound) = try explain(question, configuration, source)
        if !isFound, let known = try source.record(record).flatMap({ WhyQuestion(like: record, $0) }) {
            (json, isFound) = try explain(known, configuration, source)
        }
        try source.close()
        switch format {
        case .json: StandardOutput.write(json + [0x0A])
        case .text:
            let answer = try JSONValue.parse(json, limits: RecordLine.limits)
            guard isFound else {
                StandardError.write("error: \(record): \(answer["reason"]?.string ?? "not found")\n")
                throw ExitStatus.wrong
            }
            StandardOutput.write(WhyText(answer, isColoured: Terminal.isColoured).text)
        }
        if !isFound { throw ExitStatus.wrong }
    }

    private func question(_ configuration: GatewayConfiguration) throws -> WhyQuestion {
        let until = until?.milliseconds
        if until == nil, let question = WhyQuestion(id: record) { return question }
        if let question = WhyQuestion(target: record, until: until, configuration: configuration) { return question }
        StandardError.write(
            "error: '\(record)' is no id, and names no rule or actuator of the files; write DEVICE.RULE\n")
        throw ExitStatus.usage
    }

    private func explain(
        _ question: WhyQuestion, _ configuration: GatewayConfiguration, _ source: JournalSource
    ) throws -> (json: [UInt8], isFound: Bool) {
        let explainer = Explainer(
            question, configuration: configuration, now: TimePoint.now, isLive: source.isRunning)
        _ = try source.forEach { entry in
            explainer.take(entry)
            return !explainer.isOver
        }
        explainer.hasLostBeginning = source.hasLostBeginning
        explainer.finish()
        var json = JSONWriter()
        explainer.write(to: &json)
        return (json.bytes, explainer.isFound)
    }
}
