/// One family of Prometheus metrics: its name by Prometheus' conventions (base units, `_total` on counters), and where its
/// value stands in the agent's status. The table of all families is also the table in the documentation.
struct Metric: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge
    }

    /// Where the samples come from.
    enum Source: Sendable {
        /// A number, or a flag as 1 and 0, at a path of member names.
        case number([String])
        /// 1 where the text at the path is this one, else 0.
        case isText([String], String)
        /// Each member of the object at the path is a sample; its name is the label's value.
        case members([String], label: String)
        /// As `members`, of the number at the inner path of each.
        case inner([String], label: String, [String])
        /// As `inner`: 1 where the text there is this one, else 0.
        case innerIsText([String], label: String, [String], String)
        /// Numbers at several paths, told apart by a label.
        case labelled(label: String, [(value: String, path: [String])])
    }

    let name: String
    let kind: Kind
    let about: String
    let source: Source
    /// What one unit of the status is in the unit of the metric.
    var factor = 1.0
}

extension Metric {
    static let all: [Metric] = gateway + ledger + uplinks

    private static let messages = ["control", "messages"]

    private static let gateway: [Metric] = [
        Metric(
            name: "weir_up", kind: .gauge, about: "Whether readings are taken.",
            source: .isText(["control", "state"], "running")),
        Metric(
            name: "weir_uptime_seconds", kind: .gauge, about: "Time since the start.",
            source: .number(["control", "uptime_ms"]), factor: 0.001),
        Metric(
            name: "weir_devices", kind: .gauge, about: "Devices known.", source: .number(["control", "devices"])),
        Metric(
            name: "weir_broker_connected", kind: .gauge, about: "Whether the local broker is connected.",
            source: .isText(["control", "broker", "state"], "connected")),
        Metric(
            name: "weir_broker_unacknowledged_messages", kind: .gauge,
            about: "Messages taken whose acknowledgement waits for a commit.",
            source: .number(["control", "broker", "unacknowledged"])),
        Metric(
            name: "weir_messages_received_total", kind: .counter, about: "Messages from the local broker.",
            source: .number(messages + ["received"])),
        Metric(
            name: "weir_messages_rejected_total", kind: .counter, about: "Messages that could not be used, by reason.",
            source: .members(messages + ["rejected"], label: "reason")),
        Metric(
            name: "weir_readings_total", kind: .counter, about: "Readings that the engine took.",
            source: .number(messages + ["readings"])),
        Metric(
            name: "weir_values_kept_out_total", kind: .counter, about: "Values that no rule saw, by reason.",
            source: .labelled(
                label: "reason",
                [
                    ("out_of_range", messages + ["values_out_of_range"]), ("filtered", messages + ["values_filtered"]),
                    ("deadband", messages + ["values_within_deadband"]), ("late", messages + ["values_late"]),
                    ("out_of_order", messages + ["readings_out_of_order"]),
                ])),
        Metric(
            name: "weir_times_not_trusted_total", kind: .counter,
            about: "Readings whose own time could not be right.", source: .number(messages + ["times_not_trusted"])),
        Metric(
            name: "weir_evaluation_errors_total", kind: .counter,
            about: "Evaluations of expressions that had no value.", source: .number(messages + ["evaluation_errors"])),
        Metric(
            name: "weir_suppressions_total", kind: .counter,
            about: "Claims and rules that did not have their way.", source: .number(messages + ["suppressed"])),
        Metric(
            name: "weir_chains_cut_total", kind: .counter, about: "Chains of rules that were cut as they had no end.",
            source: .number(messages + ["chains_cut"])),
        Metric(
            name: "weir_limit", kind: .gauge, about: "The limits of weir.yaml.",
            source: .inner(["control", "limits"], label: "limit", ["limit"])),
        Metric(
            name: "weir_limit_used", kind: .gauge, about: "What there is of what a limit bounds.",
            source: .inner(["control", "limits"], label: "limit", ["used"])),
        Metric(
            name: "weir_limit_dropped_total", kind: .counter,
            about: "What was refused, or went early, as a limit was reached.",
            source: .inner(["control", "limits"], label: "limit", ["dropped"])),
        Metric(
            name: "weir_control_pause_worst_seconds", kind: .gauge,
            about: "The longest round of the control thread since the start.",
            source: .number(["control", "worst_pause_ms"]), factor: 0.001),
        Metric(
            name: "weir_queue_waiting", kind: .gauge, about: "What waits between threads, by queue.",
            source: .inner(["queues"], label: "queue", ["waiting"])),
        Metric(
            name: "weir_queue_refused_total", kind: .counter, about: "What a full queue refused, by queue.",
            source: .inner(["queues"], label: "queue", ["refused"])),
    ]

    private static let ledger: [Metric] = [
        Metric(
            name: "weir_store_ok", kind: .gauge, about: "Whether what is taken can be stored.",
            source: .isText(["store", "state"], "ok")),
        Metric(
            name: "weir_store_bytes", kind: .gauge, about: "Bytes of the store on the disk, by part.",
            source: .labelled(
                label: "part",
                [
                    ("all", ["store", "bytes"]), ("journal", ["store", "journal_bytes"]),
                    ("outbox", ["store", "outbox_bytes"]),
                ])),
        Metric(
            name: "weir_store_commits_total", kind: .counter, about: "Transactions since the start.",
            source: .number(["store", "commits"])),
        Metric(
            name: "weir_store_written_bytes_total", kind: .counter, about: "Bytes written to the disk since the start.",
            source: .number(["store", "bytes_written"])),
        Metric(
            name: "weir_store_written_bytes_per_reading", kind: .gauge,
            about: "Bytes written to the disk for each reading since the start.",
            source: .number(["store", "bytes_written_per_reading"])),
        Metric(
            name: "weir_store_written_bytes_per_day", kind: .gauge,
            about: "Bytes that a day comes to at the pace since the start.",
            source: .number(["store", "bytes_written_per_day"])),
        Metric(
            name: "weir_store_commit_pause_seconds", kind: .gauge,
            about: "How long commits wait for one another, for max_writes.",
            source: .number(["store", "commit_pause_ms"]), factor: 0.001),
        Metric(
            name: "weir_store_leftover_entries", kind: .gauge,
            about: "Records held that lie in a damaged database and wait for room.",
            source: .number(["store", "leftover", "held"])),
        Metric(
            name: "weir_records_total", kind: .counter, about: "Records that the engine made, by kind.",
            source: .labelled(
                label: "kind",
                [
                    ("event", ["store", "ledger", "events"]), ("command", ["store", "ledger", "commands"]),
                    ("summary", ["store", "ledger", "summaries"]),
                ])),
        Metric(
            name: "weir_readings_received_total", kind: .counter,
            about: "Readings that came; a message that was not read counts as one.",
            source: .number(["store", "ledger", "received"])),
        Metric(
            name: "weir_readings_passed_on_total", kind: .counter,
            about: "Readings that were put into the outbox for at least one destination.",
            source: .number(["store", "ledger", "passedOn"])),
        Metric(
            name: "weir_readings_kept_out_total", kind: .counter,
            about: "Readings that came and did not get into the outbox, by reason; `rule`: no uplink sends readings.",
            source: .labelled(
                label: "reason",
                [
                    ("rule", ["store", "ledger", "keptOutByRule"]), ("duplicate", ["store", "ledger", "duplicates"]),
                    ("rate", ["store", "ledger", "droppedRate"]), ("quota", ["store", "ledger", "droppedQuota"]),
                    ("invalid", ["store", "ledger", "droppedInvalid"]), ("late", ["store", "ledger", "droppedLate"]),
                    ("unstored", ["store", "ledger", "droppedUnstored"]),
                ])),
        Metric(
            name: "weir_outbox_queued_total", kind: .counter, about: "Entries put into the outbox.",
            source: .number(["store", "ledger", "queued"])),
        Metric(
            name: "weir_outbox_forwarded_total", kind: .counter, about: "Entries that destinations confirmed.",
            source: .number(["store", "ledger", "forwarded"])),
        Metric(
            name: "weir_outbox_held", kind: .gauge, about: "Entries that wait.",
            source: .number(["store", "ledger", "held"])),
        Metric(
            name: "weir_outbox_dropped_total", kind: .counter, about: "Entries given up, by reason.",
            source: .labelled(
                label: "reason",
                [
                    ("full", ["store", "ledger", "droppedFull"]), ("age", ["store", "ledger", "droppedAge"]),
                    ("damaged", ["store", "ledger", "droppedDamaged"]),
                    ("rejected", ["store", "ledger", "droppedRejected"]),
                    ("purged", ["store", "ledger", "droppedPurged"]),
                    ("thinned", ["store", "ledger", "droppedThinned"]),
                ])),
        Metric(
            name: "weir_unstored_total", kind: .counter,
            about: "Readings that were judged and not kept, while the store could take nothing.",
            source: .number(["store", "ledger", "droppedUnstored"])),
        Metric(
            name: "weir_ledger_imbalance", kind: .gauge,
            about: "Readings and entries that the ledger cannot account for; anything but 0 is a defect.",
            source: .labelled(
                label: "half",
                [("ingest", ["store", "ledger", "ingestImbalance"]), ("outbox", ["store", "ledger", "imbalance"])])),
    ]

    private static let uplinks: [Metric] = [
        Metric(
            name: "weir_uplink_connected", kind: .gauge, about: "Whether the destination is connected.",
            source: .innerIsText(["uplinks"], label: "uplink", ["state"], "connected")),
        Metric(
            name: "weir_uplink_sent_total", kind: .counter, about: "Records sent since the start.",
            source: .inner(["uplinks"], label: "uplink", ["sent"])),
        Metric(
            name: "weir_uplink_held", kind: .gauge, about: "Records that wait for the destination.",
            source: .inner(["store", "destinations"], label: "uplink", ["held"])),
        Metric(
            name: "weir_uplink_oldest_age_seconds", kind: .gauge,
            about: "For how long the oldest record has waited for the destination; 0 where none waits.",
            source: .inner(["store", "destinations"], label: "uplink", ["oldest_age_ms"]), factor: 0.001),
    ]
}
