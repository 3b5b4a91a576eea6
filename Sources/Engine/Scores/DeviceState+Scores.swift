internal import Expressions
internal import Scoring
internal import Telemetry

/// When a score is judged: once for each reading that brings a value of one of its channels, after all derived values,
/// the row being what the reading brought; or, with `every`, at whole multiples of it if anything came since, the row
/// being the last values that came since (for models: the last values there are). A retained value is no part of any row.
/// Of a row that cannot be judged there is no score.
extension DeviceState {
    /// A signal was measured: hands the value to the scores that are made of it.
    mutating func feed(scoresOf signal: Int, _ value: Expressions.Value, _ template: Template, _ pass: inout Pass) {
        for feed in template.scoreFeeds[signal] {
            var number = Double.nan
            if feed.isDirect {
                switch value {
                case .double(let measured): number = measured
                case .int(let measured): number = Double(measured)
                case .bool(let flag): number = flag ? 1 : 0
                default: continue
                }
            }
            scores[feed.score].take(number, channel: feed.channel)
            if let node = feed.node {
                pass.dirty.insert(node)
            } else if let every = template.scores[feed.score].everyMilliseconds,
                let due = scores[feed.score].wait(every: every, now: pass.cause.time)
            {
                waitLogically(until: due, for: .score, index: feed.score, &pass)
            }
        }
    }

    /// Judges what has come, if anything has.
    mutating func judge(score index: Int, _ template: Template, _ pass: inout Pass) {
        guard scores[index].fresh != 0 else { return }
        let plan = template.scores[index]
        for (channel, of) in plan.channels.enumerated() {
            guard case .derived(let slot, _) = of.source, scores[index].fresh >> UInt64(channel) & 1 == 1 else {
                continue
            }
            scores[index].take(slots[slot].number, channel: channel)
        }
        let time = pass.cause.time
        let verdict = scores[index].judge(plan, now: time, wall: wall(time, pass))
        tell(plan.words.learning, verdict == nil && scores[index].isLearning, template, &pass)
        guard let verdict else {
            // What was said before is of another row.
            withdraw(score: index, template, &pass)
            return
        }
        explain(verdict, index, plan, template, &pass)
        take(Reading.Entry(signal: plan.signal, value: .number(verdict.value)), template, &pass)
    }

    private mutating func explain(
        _ verdict: ScoreVerdict, _ index: Int, _ plan: ScorePlan, _ template: Template, _ pass: inout Pass
    ) {
        let words = plan.words
        if let low = verdict.low { put(words.low, .double(low), template, &pass) }
        if let high = verdict.high { put(words.high, .double(high), template, &pass) }
        guard let explanation = verdict.explanation else { return }
        put(words.signal, .string(plan.channels[explanation.channel].name), template, &pass)
        put(words.observed, .double(explanation.observed), template, &pass)
        put(words.expected, .double(explanation.expected), template, &pass)
        put(words.deviation, .double(explanation.deviation), template, &pass)
        put(words.measure, .string(explanation.measure.rawValue), template, &pass)
        guard scores[index].isNew(since: explanation.since) else { return }
        put(words.since, explanation.since.map { .string($0.rfc3339) } ?? .missing, template, &pass)
    }

    private mutating func put(
        _ slot: Int?, _ value: Expressions.Value, _ template: Template, _ pass: inout Pass
    ) {
        guard let slot, slots[slot] != value else { return }
        set(slot, value, template, &pass)
    }

    /// A signal has no value any more: neither have the scores that rest on it. A detector of several goes on with the
    /// others as long as there is one.
    mutating func withdraw(scoresOf signal: Int, _ template: Template, _ pass: inout Pass) {
        for feed in template.scoreFeeds[signal] {
            let plan = template.scores[feed.score]
            scores[feed.score].forget(channel: feed.channel)
            let isNeeded: Bool
            switch plan.judge {
            case .detector: isNeeded = false
            case .model(let settings): isNeeded = settings.missing == .noScore
            case .remainingLife, .fleetLife, .health: isNeeded = true
            }
            let hasNone = plan.channels.allSatisfy { channel in
                !channel.source.signals.contains { $0 != signal && slots[$0].telemetry != nil }
            }
            if isNeeded || hasNone { withdraw(score: feed.score, template, &pass) }
        }
    }

    /// The score has no value until it is judged again.
    private mutating func withdraw(score index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.scores[index]
        guard slots[plan.signal].telemetry != nil else { return }
        for slot in plan.words.explanation { put(slot, .missing, template, &pass) }
        _ = scores[index].isNew(since: nil)
        tell(template.signals[plan.signal].validSlot, false, template, &pass)
        lose(plan.signal, template, &pass)
    }
}

extension Expressions.Value {
    /// NaN where it is no number.
    fileprivate var number: Double {
        switch self {
        case .double(let number): number
        case .int(let number): Double(number)
        case .bool(let flag): flag ? 1 : 0
        default: .nan
        }
    }
}
