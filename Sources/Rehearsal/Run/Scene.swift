internal import Configuration
internal import Documents
internal import Telemetry

/// The moment at which an expectation is judged.
struct Scene {
    let step: TestStep
    let stage: Stage
    let history: History

    struct Difference {
        let expected: String
        let seen: String
    }

    private var device: String { step.device.name }

    /// Nil where the expectation holds.
    func difference(_ kind: TestCheck.Kind) -> Difference? {
        switch kind {
        case .raised(let rule): changed(rule, to: .raised)
        case .cleared(let rule): changed(rule, to: .cleared)
        case .notRaised(let rule): notRaised(rule)
        case .noEvents: events.isEmpty ? nil : Difference(expected: "no event", seen: seenEvents)
        case .present(let rules): present(rules)
        case .message(let message): said(message)
        case .value(let name, let expected): value(name, expected)
        case .noValue(let name):
            present(value: name).map { Difference(expected: "no value of '\(name)'", seen: "it is \(shown($0))") }
        case .actuator(let name, let isOn): actuator(name, isOn)
        case .command(let actuator, let isOn): commanded(actuator, isOn)
        case .noCommand(let actuator):
            commands.contains { $0.1.actuator == actuator }
                ? Difference(expected: "no command to '\(actuator)'", seen: seenCommands) : nil
        case .noCommands: commands.isEmpty ? nil : Difference(expected: "no command", seen: seenCommands)
        case .suppressed(let name, let reason): suppressed(name, reason)
        case .summary(let name, let values): summary(name, values)
        }
    }

    // MARK: Events

    private var events: [(Int64, Event)] {
        history.window.compactMap { entry in
            if case .event(let event) = entry.output, event.device == device { (entry.at, event) } else { nil }
        }
    }

    private var seenEvents: String {
        let seen = events.map { "\($1.name) was \($1.state) at \(Words.time($0))" }
        return seen.isEmpty
            ? "nothing was raised or cleared since \(Words.time(history.windowStart))" : seen.joined(separator: ", ")
    }

    private func changed(_ rule: String, to state: Event.State) -> Difference? {
        if events.contains(where: { $1.name == rule && $1.state == state }) { return nil }
        let isRaised = stage.raised(of: device).contains(rule)
        let note: String? =
            switch (state, isRaised) {
            case (.raised, true): "it was raised before"
            case (.cleared, true): "it is still raised"
            case (.raised, false), (.cleared, false): nil
            }
        return Difference(
            expected: "'\(rule)' \(state) since \(Words.time(history.windowStart))",
            seen: [seenEvents, note].compactMap(\.self).joined(separator: "; "))
    }

    private func notRaised(_ rule: String) -> Difference? {
        guard events.contains(where: { $1.name == rule && $1.state == .raised }) else { return nil }
        return Difference(expected: "no event '\(rule)'", seen: seenEvents)
    }

    private func present(_ rules: [String]) -> Difference? {
        let raised = stage.raised(of: device)
        guard Set(raised) != Set(rules) else { return nil }
        return Difference(expected: "raised: \(Words.list(rules))", seen: "raised: \(Words.list(raised))")
    }

    private func said(_ message: String) -> Difference? {
        let messages = events.compactMap { $1.message }
        guard !messages.contains(message) else { return nil }
        return Difference(
            expected: "the message \"\(message)\"",
            seen: messages.isEmpty ? seenEvents : messages.map { "\"\($0)\"" }.joined(separator: ", "))
    }

    // MARK: Values

    private func present(value name: String) -> NamedValue? {
        stage.values(of: device).first { $0.name == name }
    }

    private func value(_ name: String, _ expected: TestedValue) -> Difference? {
        guard let value = present(value: name) else {
            return Difference(expected: "'\(name)' \(expected.words)", seen: "it has no value")
        }
        guard !expected.holds(for: value.value) else { return nil }
        return Difference(expected: "'\(name)' \(expected.words)", seen: "it is \(shown(value))")
    }

    private func shown(_ value: NamedValue) -> String {
        let since = history.since(value, of: device).map { " since \(Words.time($0))" }
        return Words.value(value.value) + (since ?? "")
    }

    // MARK: Actuators

    private var commands: [(Int64, Command)] { commands(in: history.window) }

    private func commands(in entries: ArraySlice<History.Entry>) -> [(Int64, Command)] {
        entries.compactMap { entry in
            if case .command(let command) = entry.output, command.device == device { (entry.at, command) } else { nil }
        }
    }

    private var seenCommands: String {
        let seen = commands.map { "'\($1.actuator)' was told \($1.value) at \(Words.time($0))" }
        return seen.isEmpty
            ? "no actuator was told anything since \(Words.time(history.windowStart))" : seen.joined(separator: ", ")
    }

    private func actuator(_ name: String, _ isOn: Bool) -> Difference? {
        guard let actual = stage.actuators(of: device).first(where: { $0.name == name })?.isOn, actual != isOn else {
            return nil
        }
        let last = commands(in: history.entries[...]).last { $1.actuator == name }
        let reason =
            last.map { at, command in
                "was told so at \(Words.time(at))" + (command.rule.map { " by '\($0)'" } ?? ", when no rule claimed it")
            } ?? "was told nothing yet, and is at its safe value"
        return Difference(expected: "'\(name)' \(isOn)", seen: "it is \(actual): it \(reason)")
    }

    private func commanded(_ actuator: String, _ isOn: Bool) -> Difference? {
        if commands.contains(where: { $1.actuator == actuator && $1.value == isOn }) { return nil }
        return Difference(expected: "the command '\(actuator)' \(isOn)", seen: seenCommands)
    }

    /// - Parameter name: of an actuator or a rule.
    private func suppressed(_ name: String, _ reason: String) -> Difference? {
        let held = history.window.compactMap { entry -> (at: Int64, name: String, reason: String)? in
            guard case .suppression(let held) = entry.output, held.device == device else { return nil }
            return (entry.at, held.actuator ?? held.name ?? "", held.reason)
        }
        if held.contains(where: { $0.name == name && $0.reason == reason }) { return nil }
        let seen = held.map { "'\($0.name)' was held back by \($0.reason) at \(Words.time($0.at))" }
        return Difference(
            expected: "'\(name)' held back by \(reason)",
            seen: seen.isEmpty
                ? "nothing was held back since \(Words.time(history.windowStart))" : seen.joined(separator: ", "))
    }

    // MARK: Summaries

    private func summary(_ name: String, _ values: [TestCheck.SummaryValue]) -> Difference? {
        let summaries = history.window.compactMap { entry -> Summary? in
            if case .summary(let summary) = entry.output, summary.device == device, summary.name == name {
                summary
            } else {
                nil
            }
        }
        guard let last = summaries.last else {
            return Difference(
                expected: "the summary '\(name)'",
                seen: "no window of it ended since \(Words.time(history.windowStart))")
        }
        // Any of the windows may be the one that is meant; the last is shown.
        if summaries.contains(where: { summary in values.allSatisfy { $0.holds(in: summary) } }) { return nil }
        let wrong = values.filter { !$0.holds(in: last) }
        return Difference(
            expected: "the summary '\(name)' with "
                + wrong.map { "\($0.name).\($0.aggregate) \($0.expected.words)" }.joined(separator: ", "),
            seen: wrong.map { "\($0.name).\($0.aggregate) is \($0.actual(in: last).map(Words.value) ?? "not told")" }
                .joined(separator: ", "))
    }

    // MARK: Context

    private static let shownEntries = 6

    /// The present values, and what happened last.
    var context: [String] {
        var lines: [String] = []
        let values = stage.values(of: device).map { "\($0.name) \(shown($0))" }
        if !values.isEmpty { lines.append("values: " + values.joined(separator: ", ")) }
        let actuators = stage.actuators(of: device).map { "\($0.name) \($0.isOn)" }
        if !actuators.isEmpty { lines.append("actuators: " + actuators.joined(separator: ", ")) }
        let happened = history.entries.suffix(Self.shownEntries).map { Words.sentence($0.output, at: $0.at) }
        if !happened.isEmpty { lines.append("last: " + happened.joined(separator: "; ")) }
        return lines
    }
}
