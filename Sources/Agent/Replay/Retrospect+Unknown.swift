internal import Engine

/// What lasts longer than the past that was run: it may have been otherwise at the span's beginning.
extension Retrospect {
    /// Since when the past is known, in milliseconds since the epoch; nil before there is an entry.
    private var knownSince: Int64? { stateTime ?? begin }

    /// In words, by kind; empty where all of the past was run, or where what is older does not matter.
    public var unknowns: [String] {
        guard isBeginningLost, let since = knownSince else { return [] }
        let longest = from > since ? from &- since : 0
        var latches: [String] = []
        var lengths: [String] = []
        var scores: [String] = []
        for template in plan.templates {
            func word(_ name: String) -> String { "'\(name)' of '\(template.name)'" }
            for rule in template.rules where isUnknown(rule: rule.name, template) {
                if rule.modifiers.isLatching { latches.append(word(rule.name)) }
                if rule.trigger.longestMilliseconds > longest { lengths.append(word(rule.name)) }
            }
            for summary in template.summaries where isUnknown(summary: summary.name, template) {
                if summary.window.lengthMilliseconds.map({ $0 > longest }) ?? true {
                    lengths.append(word(summary.name))
                }
            }
            // With a state, what remembers goes on where it is asked for as before.
            guard stateTime == nil else { continue }
            for case (.window(_, let milliseconds), let name) in template.operators.map({ ($0.function, $0.name) })
            where milliseconds > longest { lengths.append(word(name)) }
            scores += template.scores.map { word(template.signals[$0.signal].name) }
        }
        return [
            ("latches that nobody had acknowledged", latches), ("what takes longer", lengths),
            ("what scores had learned", scores),
        ].filter { !$0.1.isEmpty }.map { "\($0.0) (\($0.1.joined(separator: ", ")))" }
    }

    private func isUnknown(rule: String, _ template: Template) -> Bool {
        stateTime == nil || fresh.contains { $0.template == template.name && $0.rules.contains(rule) }
    }

    private func isUnknown(summary: String, _ template: Template) -> Bool {
        stateTime == nil || fresh.contains { $0.template == template.name && $0.summaries.contains(summary) }
    }
}

extension TriggerPlan {
    fileprivate var longestMilliseconds: Int64 {
        switch self {
        case .condition(let condition): max(condition.forMilliseconds, condition.keepMilliseconds)
        case .absence(let absence): absence.withinMilliseconds
        case .heartbeat(let heartbeat): heartbeat.withinMilliseconds
        case .pattern(let pattern): pattern.settings.withinMilliseconds ?? 0
        case .join: 0
        }
    }
}

extension WindowSettings {
    /// Nil where time does not say how long.
    fileprivate var lengthMilliseconds: Int64? {
        switch kind {
        case .tumbling(let size, _), .hopping(let size, _, _), .sliding(let size): size
        case .session(let gap, let maximumLength): maximumLength ?? gap
        case .count: nil
        }
    }
}
