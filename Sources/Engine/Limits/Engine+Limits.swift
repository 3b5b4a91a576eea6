/// A bound of what the engine remembers, as `limits:` of the gateway's file names it.
public enum EngineLimit: String, Sendable, CaseIterable {
    case partialMatches = "partial_matches"
    case keys
    case windows
    case windowSamples = "window_samples"
    case repeats
    case heldReadings = "held_readings"

    /// What goes at the limit, and in which order.
    public var consequence: String {
        switch self {
        case .partialMatches: "beginnings of patterns, or events of joins, went, the oldest first"
        case .keys: "keys of patterns went, those seen longest ago first"
        case .windows: "windows closed early, the oldest first"
        case .windowSamples: "samples left windows of expressions early, the oldest first"
        case .repeats: "repeats of rules were not told, the latest of a leap of time"
        case .heldReadings: "readings were judged before their turn, the oldest first"
        }
    }
}

extension EngineCounters {
    /// How much went at a limit.
    public subscript(limit: EngineLimit) -> Int {
        switch limit {
        case .partialMatches: partialMatchesDropped
        case .keys: keysDropped
        case .windows: windowsCut
        case .windowSamples: windowSamplesDropped
        case .repeats: repeatsDropped
        case .heldReadings: readingsEarly
        }
    }
}

extension Engine {
    /// Goes on with the counters of the engine that it takes the place of.
    public mutating func goOnCounting(from former: Engine) { pass.counters = former.pass.counters }

    /// A rule, summary or window of an expression that has come to the limit, as `DEVICE.NAME`; nil where none has. Walks
    /// all devices.
    public func example(of limit: EngineLimit) -> String? {
        for device in devices {
            let template = plan.templates[device.template]
            let name: String? =
                switch limit {
                case .heldReadings: device.eventClock.flatMap { $0.early > 0 ? template.name : nil }
                case .windows:
                    template.summaries.indices.first { device.summaries[$0].cutCount > 0 }
                        .map { template.summaries[$0].name }
                case .windowSamples:
                    template.operators.indices.first { (device.rolling[$0]?.cut ?? 0) > 0 }
                        .map { template.operators[$0].name }
                case .keys, .partialMatches, .repeats:
                    template.rules.indices.first { device.rules[$0].has(come: limit) }
                        .map { template.rules[$0].name }
                }
            if let name { return "\(device.name).\(name)" }
        }
        return nil
    }
}

extension RuleState {
    fileprivate func has(come limit: EngineLimit) -> Bool {
        if limit == .repeats { return repetition?.droppedCount ?? 0 > 0 }
        if limit == .partialMatches, let join = joins.first { return join.dropped > 0 }
        guard let pattern = patterns.first else { return false }
        return limit == .keys ? pattern.evictedKeys > 0 : pattern.counters.droppedPartialMatches > 0
    }
}
