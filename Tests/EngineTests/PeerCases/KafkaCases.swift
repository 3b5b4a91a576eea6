import Telemetry
import Testing

@testable import Engine

extension PeerCases {
    @Test("Kafka Streams' cases agree")
    func kafka() throws {
        let rows = try PeerData.rows { $0.peer == "kafka" }
        try PeerData.compare("Kafka Streams", rows, leftOut: LeftOut.kafka) { row in
            var run = try KafkaRun(row.config)
            for (index, input) in row.input.enumerated() { try run.take(input, index: index) }
            if row.has("expected_sessions") { run.finish() }
            return try run.compared(with: row)
        }
    }
}

/// Windows by key; stream time is the greatest time seen over all keys.
private struct KafkaRun {
    private struct Said {
        var key: String
        var window: ClosedWindow<ListContents>
    }

    private let settings: WindowSettings
    private var keys: [(name: String, windows: Windows<ListContents>)] = []
    private var streamTime: Int64 = .min
    private var said: [Said] = []
    private var dropped: [Int64] = []
    private var droppedAssignments: [[Int64]] = []

    init(_ config: PeerRow) throws {
        // Where no grace is given, nothing is ever too late.
        let grace = config.integer("grace_ms") ?? 1 << 40
        let kind: WindowSettings.Kind
        switch try #require(config.text("window")) {
        case "tumbling": kind = .tumbling(size: try #require(config.integer("size_ms")))
        case "hopping":
            kind = .hopping(
                size: try #require(config.integer("size_ms")), slide: try #require(config.integer("advance_ms")))
        default: kind = .session(gap: try #require(config.integer("gap_ms")))
        }
        settings = WindowSettings(kind, late: .drop(grace: grace))
    }

    mutating func take(_ input: PeerRow, index: Int) throws {
        let time = try #require(input.integer("t"))
        let key = self.index(of: try #require(input.text("key")))
        let missed = keys[key].windows.counters.missed
        var closed: [ClosedWindow<ListContents>] = []
        let outcome = keys[key].windows.add("\(time)", at: Timestamp(milliseconds: time), into: &closed)
        if outcome == .late { dropped.append(Int64(index)) }
        noteAssignments(
            index: index, time: time,
            over: outcome == .late ? .max : Int(keys[key].windows.counters.missed - missed))
        streamTime = max(streamTime, time)
        advance(to: streamTime)
    }

    mutating func finish() {
        advance(to: 1 << 50)
    }

    private mutating func advance(to time: Int64) {
        var news: [Said] = []
        for index in keys.indices {
            var closed: [ClosedWindow<ListContents>] = []
            keys[index].windows.advance(to: Timestamp(milliseconds: time), into: &closed)
            news += closed.map { Said(key: keys[index].name, window: $0) }
        }
        // In the order of the windows; the sort is stable by key.
        said += news.enumerated().sorted {
            ($0.element.window.due, $0.element.window.start, $0.offset)
                < ($1.element.window.due, $1.element.window.start, $1.offset)
        }.map(\.element)
    }

    private mutating func index(of key: String) -> Int {
        if let index = keys.firstIndex(where: { $0.name == key }) { return index }
        var windows = Windows(settings, empty: ListContents())
        var closed: [ClosedWindow<ListContents>] = []
        windows.advance(to: Timestamp(milliseconds: streamTime), into: &closed)
        keys.append((key, windows))
        return keys.count - 1
    }

    /// The oldest windows of an element are over first. Kafka has no windows before time zero.
    private mutating func noteAssignments(index: Int, time: Int64, over: Int) {
        guard case .hopping(let size, let slide, _) = settings.kind else { return }
        let starts = stride(from: time / slide * slide, to: time - size, by: -Int(slide)).reversed()
        for start in starts.prefix(over) where start >= 0 {
            droppedAssignments.append([Int64(index), start, start + size])
        }
    }

    func compared(with row: PeerRow) throws -> (expected: [String], found: [String]) {
        var expected: [String] = []
        var found: [String] = []
        if row.has("expected") {
            let rows = row.list("expected")
            for row in rows {
                let what = row.text("concat") ?? row.integer("count").map(String.init) ?? "?"
                expected.append(
                    "\(row.text("key") ?? "") [\(row.integer("start") ?? -1), \(row.integer("end") ?? -1)) \(what) "
                        + "\(row.integer("t") ?? -1)")
            }
            let concatenates = rows.contains { $0.has("concat") }
            for said in said {
                let what =
                    concatenates
                    ? said.window.contents.elements.map { "+\($0)" }.joined() : "\(said.window.contents.elements.count)"
                found.append("\(said.key) \(bounds(said.window)) \(what) \(said.window.latest?.milliseconds ?? -1)")
            }
        }
        if let sessions = row.members["expected_sessions"] as? [[Any]] {
            expected += sessions.map { "\($0[0]) \($0[1]) \($0[2]) \($0[3])" }.sorted()
            found += said.map {
                "\($0.key) \($0.window.start.milliseconds) \($0.window.latest?.milliseconds ?? -1) "
                    + "\($0.window.contents.elements.count)"
            }.sorted()
        }
        if let indices = row.members["dropped"] as? [Int] {
            expected.append("dropped \(indices)")
            found.append("dropped \(dropped)")
        }
        if let assignments = row.members["dropped_assignments"] as? [[Int]] {
            expected.append("dropped \(assignments)")
            found.append("dropped \(droppedAssignments)")
        }
        return (expected, found)
    }

    /// Kafka's sessions end with their last element.
    private func bounds(_ window: ClosedWindow<ListContents>) -> String {
        let end: Int64 =
            if case .session = settings.kind { window.latest?.milliseconds ?? -1 } else { window.end.milliseconds }
        return "[\(window.start.milliseconds), \(end))"
    }
}
