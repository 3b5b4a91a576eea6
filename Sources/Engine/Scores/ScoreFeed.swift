/// Where a signal's measured values go: a channel of a score, and the node that judges it.
struct ScoreFeed: Sendable {
    var score: Int
    var channel: Int
    /// Nil for a score that is judged by the clock.
    var node: Int?
    /// Whether the channel is the signal itself, and not something derived from it.
    var isDirect: Bool

    /// The feeds of each signal.
    static func index(scores: [ScorePlan], nodes: [PlanNode], signals: Int) -> [[ScoreFeed]] {
        guard !scores.isEmpty else { return [] }
        var result = [[ScoreFeed]](repeating: [], count: signals)
        for (index, plan) in scores.enumerated() {
            let place = nodes.firstIndex { if case .score(index) = $0 { true } else { false } }
            for (channel, of) in plan.channels.enumerated() {
                var isDirect = false
                if case .signal = of.source { isDirect = true }
                for signal in of.source.signals {
                    result[signal].append(
                        ScoreFeed(
                            score: index, channel: channel, node: plan.everyMilliseconds == nil ? place : nil,
                            isDirect: isDirect))
                }
            }
        }
        return result
    }
}
