internal import Configuration
internal import Engine

extension Replay {
    /// What was not taken or not kept so far, a sentence for each kind; the same that the live agent counts and logs.
    public var losses: [String] {
        let counters = host.engine.counters
        let limits = EngineLimit.allCases.compactMap { limit in
            counters[limit] > 0 ? configuration.limits.sentence(limit, count: counters[limit]) : nil
        }
        let late = [
            (counters.readingsOutOfOrder, "reading", "not taken: older than the newest of its input"),
            (counters.readingsLate, "reading", "not taken: too late for the order of times"),
            (counters.readingsLateKept, "reading", "kept without being judged: too late for the order of times"),
            (counters.valuesLate, "value", "not counted: too late for its window"),
        ]
        return limits
            + late.compactMap { count, noun, fate in
                count > 0 ? "\(count) \(noun)\(count == 1 ? "" : "s") \(fate)" : nil
            }
    }
}
