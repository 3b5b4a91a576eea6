/// A feature of a peer that Weir does without, by decision. A row is recognised by what it uses.
struct LeftOut: Sendable {
    let feature: String
    let applies: @Sendable (PeerRow) -> Bool

    static let flinkWindows: [LeftOut] = [
        LeftOut(feature: "triggers other than time: a window closes when its time comes") { row in
            let known = ["EventTimeTrigger", "ProcessingTimeTrigger", "PurgingTrigger"]
            let words = (row.config.text("trigger") ?? "").split { !$0.isLetter }.map(String.init)
            return words.contains { $0.hasSuffix("Trigger") && !known.contains($0) }
        }
    ]

    static let kafka: [LeftOut] = [
        LeftOut(feature: "sliding windows that also begin just after an element; ours end at one") {
            $0.config.text("window") == "sliding_event"
        },
        LeftOut(feature: "tables whose updates are held back by stream time") { $0.config.has("suppress_until_ms") },
    ]

    static let ekuiper: [LeftOut] = [
        LeftOut(feature: "sessions whose greatest length is looked at only at ticks of the clock") {
            $0.topic == "window/session"
        },
        LeftOut(feature: "functions that look at earlier results, and removal of duplicates") { row in
            let names = ["last_hit_", "last_agg_", "last_value", "deduplicate", "changed_col", "lag("]
            return names.contains { row.rule.lowercased().contains($0) }
        },
        LeftOut(feature: "sliding windows with a delay, a filter or a condition of their own") { row in
            let rule = row.rule.lowercased()
            let arguments = rule.split(separator: "slidingwindow(").dropFirst().first?.prefix { $0 != ")" }
            return row.topic == "window/sliding"
                && ((arguments?.filter { $0 == "," }.count ?? 0) > 1 || rule.contains("over")
                    || rule.contains("filter"))
        },
        LeftOut(feature: "SQL beyond columns, count, collect, window bounds and plain comparisons") {
            EKuiperQuery.isBeyond($0.rule)
        },
    ]

    static let prometheus: [LeftOut] = [
        LeftOut(feature: "outages so long that nothing is restored; ours is, however long it was") { row in
            guard row.topic == "for/restart", let input = row.members["input"] as? [String: Any] else { return false }
            let times = PeerRow(input)
            guard let down = times.integer("down_at"), let up = times.integer("restart_at"),
                let tolerance = row.config.integer("outage_tolerance_ms")
            else { return false }
            return up - down > tolerance && times.flag("condition_at_restart") ?? true
        },
        LeftOut(feature: "a grace after a restart before what was nearly over may fire") { row in
            guard row.topic == "for/restart", let input = row.members["input"] as? [String: Any] else { return false }
            let times = PeerRow(input)
            guard let since = times.integer("active_since"), let down = times.integer("down_at"),
                let hold = row.config.integer("for_ms"), let grace = row.config.integer("grace_ms")
            else { return false }
            return since + hold - down < grace
        },
    ]
}
