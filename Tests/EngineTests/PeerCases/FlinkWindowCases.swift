import Telemetry
import Testing

@testable import Engine

extension PeerCases {
    @Test("Flink's window cases agree")
    func flinkWindows() throws {
        let rows = try PeerData.rows { $0.peer == "flink" && $0.topic.hasPrefix("window/") }
        try PeerData.compare("Flink windows", rows, leftOut: LeftOut.flinkWindows) { row in
            var run = try FlinkWindowRun(row.config)
            for (step, input) in row.input.enumerated() { try run.take(input, step: step) }
            let late = row.config.flag("late_side_output") == true
            // Some rows state where a window starts, some do not.
            let hasStarts = row.list("expected").allSatisfy { $0.has("start") }
            let rows = row.list("expected") + (late ? row.list("late") : [])
            let expected = rows.map { FlinkWindowRun.words($0, hasStart: hasStarts && $0.has("start")) }
            // Flink looks at its outputs after some steps only.
            let looks = rows.compactMap { $0.integer("after_step") }.sorted()
            let found = (run.said + (late ? run.late : [])).map { said in
                let look = looks.first { $0 >= said.step } ?? Int64(said.step)
                return "\(look) \(said.words)" + (hasStarts ? said.start : "")
            }
            return (expected.sorted(), found.sorted())
        }
    }
}

/// Windows by key under explicit watermarks, or under processing time.
private struct FlinkWindowRun {
    private let settings: WindowSettings
    private let aggregate: Aggregate
    private let isSession: Bool
    private let usesProcessingTime: Bool
    private var keys: [(name: String, windows: Windows<SummaryContents>)] = []
    private var time: Int64 = .min
    private(set) var said: [(step: Int, words: String, start: String)] = []
    private(set) var late: [(step: Int, words: String, start: String)] = []

    init(_ config: PeerRow) throws {
        let purges = config.text("trigger")?.contains("Purging") == true
        let policy = WindowSettings.LatePolicy.update(
            lateness: config.integer("allowed_lateness_ms") ?? 0, keeps: !purges)
        let offset = config.integer("offset_ms") ?? 0
        let kind: WindowSettings.Kind
        switch try #require(config.text("window")) {
        case "tumbling": kind = .tumbling(size: try #require(config.integer("size_ms")), offset: offset)
        case "session": kind = .session(gap: try #require(config.integer("gap_ms")))
        default:
            kind = .hopping(
                size: try #require(config.integer("size_ms")), slide: try #require(config.integer("slide_ms")),
                offset: offset)
        }
        settings = WindowSettings(kind, late: policy)
        aggregate = Aggregate(rawValue: String(config.text("agg")?.split(separator: ">").last ?? "sum")) ?? .sum
        isSession = config.text("window") == "session"
        usesProcessingTime = config.text("time") == "ProcessingTime"
    }

    private var empty: SummaryContents { SummaryContents(needs: [AggregateNeeds(aggregate)]) }

    /// Flink's watermark w says that nothing up to w itself comes any more; and its sessions end at the gap, where ours
    /// wait for an element at just the gap.
    private var watermark: Timestamp {
        let reach: Int64 = (usesProcessingTime ? 0 : 1) + (isSession ? 1 : 0)
        return Timestamp(milliseconds: time == .min ? .min : time + reach)
    }

    mutating func take(_ input: PeerRow, step: Int) throws {
        var closed: [ClosedWindow<SummaryContents>] = []
        switch input.text("op") {
        case "event":
            let key = try #require(input.text("key"))
            let stamp = usesProcessingTime ? time : try #require(input.integer("t"))
            let value = try #require(input.number("value"))
            let index = index(of: key)
            let outcome = keys[index].windows.add(
                .init(item: 0, value: .number(value)), at: Timestamp(milliseconds: stamp), into: &closed)
            say(closed, index, step: step)
            if outcome == .late { late.append((step, "\(key) \(value) \(stamp)", "")) }
        case "watermark", "processing_time":
            time = max(time, try #require(input.integer("t")))
            for index in keys.indices {
                closed.removeAll()
                keys[index].windows.advance(to: watermark, into: &closed)
                say(closed, index, step: step)
            }
        case "snapshot_restore":
            for index in keys.indices {
                var writer = ByteWriter()
                keys[index].windows.write(to: &writer)
                var reader = ByteReader(writer.bytes)
                keys[index].windows = try Windows(from: &reader, settings: settings, empty: empty)
            }
        default: Issue.record("what is \(input.members)?")
        }
    }

    private mutating func index(of key: String) -> Int {
        if let index = keys.firstIndex(where: { $0.name == key }) { return index }
        var windows = Windows(settings, empty: empty)
        var closed: [ClosedWindow<SummaryContents>] = []
        windows.advance(to: watermark, into: &closed)
        keys.append((key, windows))
        return keys.count - 1
    }

    private mutating func say(_ closed: [ClosedWindow<SummaryContents>], _ key: Int, step: Int) {
        for window in closed {
            guard case .number(let number)? = window.contents.items[0].result(aggregate, until: 0) else { continue }
            said.append(
                (
                    step, "\(keys[key].name) \(number) \(window.end.milliseconds - 1)",
                    " from \(window.start.milliseconds)"
                ))
        }
    }

    static func words(_ row: PeerRow, hasStart: Bool) -> String {
        let number = row.members.first { Aggregate(rawValue: $0.key) != nil }.flatMap { row.number($0.key) }
        return "\(row.integer("after_step") ?? -1) \(row.text("key") ?? "") \(number ?? .nan) \(row.integer("t") ?? -1)"
            + (hasStart ? " from \(row.integer("start") ?? -1)" : "")
    }
}
