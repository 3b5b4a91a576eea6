internal import Configuration
internal import Documents
internal import Telemetry

/// How results are told to people.
enum Words {
    static func time(_ milliseconds: Int64) -> String {
        milliseconds == 0 ? "0s" : DurationText.write(milliseconds: milliseconds)
    }

    static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    static func value(_ value: Value) -> String {
        if case .text(let text) = value { "\"\(text)\"" } else { value.description }
    }

    static func sentence(_ output: Output, at: Int64) -> String {
        switch output {
        case .event(let event): "\(event.name) \(event.state) at \(time(at))"
        case .command(let command):
            "\(command.actuator) told \(command.value) at \(time(at))" + (command.rule.map { " by \($0)" } ?? "")
        case .summary(let summary): "summary \(summary.name) at \(time(at))"
        case .suppression(let held): "\(held.actuator ?? held.name ?? "") held back by \(held.reason) at \(time(at))"
        }
    }
}

extension TestedValue {
    func holds(for value: Value) -> Bool {
        switch (self, value) {
        case (.number(let expected, let tolerance), .number(let actual)): abs(actual - expected) <= tolerance
        case (.range(let range), .number(let actual)): range.contains(actual)
        case (.exactly(let expected), let actual): expected == actual
        default: false
        }
    }

    var words: String {
        switch self {
        case .number(let number, _): JSONWriter.text(of: number)
        case .range(let range):
            "from \(JSONWriter.text(of: range.lowerBound)) to \(JSONWriter.text(of: range.upperBound))"
        case .exactly(let value): Words.value(value)
        }
    }
}

extension TestCheck.SummaryValue {
    func holds(in summary: Summary) -> Bool { actual(in: summary).map(expected.holds) ?? false }

    /// Nil where the window said nothing of it.
    func actual(in summary: Summary) -> Value? {
        guard let signal = summary.signals.first(where: { $0.name == name }) else { return nil }
        if aggregate == "count" { return .number(Double(signal.count)) }
        return signal.aggregates.first { $0.name == aggregate }?.value
    }
}
