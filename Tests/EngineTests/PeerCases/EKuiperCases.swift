import Telemetry
import Testing

@testable import Engine

extension PeerCases {
    @Test("eKuiper's window cases agree")
    func eKuiper() throws {
        let rows = try PeerData.rows { $0.peer == "ekuiper" }
        try PeerData.compare("eKuiper", rows, leftOut: LeftOut.ekuiper) { row in
            var run = try EKuiperRun(row)
            for (index, input) in row.input.enumerated() { try run.take(input, index: index) }
            let expected = (row.members["expected"] as? [[[String: Any]]] ?? []).map { $0.map(PeerRow.init) }
            // eKuiper lets its first event-time window begin as late as its first row does.
            let starts = run.query.columns.filter { $0.source == "window_start()" }.map(\.name)
            func words(_ results: [[PeerRow]]) -> [String] {
                results.enumerated().map { index, result in
                    let left = index == 0 && row.text("time_model") == "event time" ? starts : []
                    return result.map { self.words($0, without: left) }.joined(separator: "; ")
                }
            }
            return (words(expected), words(run.said))
        }
    }

    private func words(_ row: PeerRow, without names: [String]) -> String {
        row.members.sorted { $0.key < $1.key }.filter { !names.contains($0.key) }
            .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}

/// A query over windows, on processing time or, put in order first, on event time.
private struct EKuiperRun {
    let query: EKuiperQuery
    private let rows: [PeerRow]
    private let usesEventTime: Bool
    private var clock: EventClock
    private var windows: Windows<ListContents>
    private(set) var said: [[PeerRow]] = []

    init(_ row: PeerRow) throws {
        query = try EKuiperQuery(row.rule)
        rows = row.input
        usesEventTime = row.text("time_model") == "event time"
        windows = Windows(WindowSettings(query.window), empty: ListContents())
        let settings = EventTimeSettings(
            maximumDelayMilliseconds: row.integer("late_tolerance_ms") ?? 0, idleAfterMilliseconds: 1 << 40)
        clock = EventClock(
            EventTimePlan(inputs: [settings]), signals: 0, rules: 0, now: Instant(milliseconds: 0), wallOffset: 0)
    }

    mutating func take(_ input: PeerRow, index: Int) throws {
        let arrival = try #require(input.integer("arrival"))
        guard usesEventTime else {
            advance(to: arrival)
            try add(index, at: arrival)
            return
        }
        let now = Instant(milliseconds: arrival)
        let time = Timestamp(milliseconds: try #require(input.integer("t")))
        // The number of the row is what is held back.
        var reading = Reading()
        reading.content = UInt64(index)
        guard clock.admit(time, input: 0, now: now) else { return }
        clock.held.insert(reading, time: time, arrival: now)
        let watermark = clock.watermark(at: now)
        var released = HeldReading()
        while clock.next(through: watermark) != nil {
            clock.held.takeFirst(into: &released)
            try add(Int(released.reading.content), at: released.time.milliseconds)
        }
        advance(to: watermark.milliseconds)
    }

    private mutating func add(_ index: Int, at time: Int64) throws {
        guard query.condition?.holds(rows[index]) ?? true else { return }
        var closed: [ClosedWindow<ListContents>] = []
        _ = windows.add("\(index)", at: Timestamp(milliseconds: time), into: &closed)
        say(closed)
    }

    private mutating func advance(to time: Int64) {
        var closed: [ClosedWindow<ListContents>] = []
        windows.advance(to: Timestamp(milliseconds: time), into: &closed)
        say(closed)
    }

    private mutating func say(_ closed: [ClosedWindow<ListContents>]) {
        for window in closed {
            let result = query.select(window.contents.elements.compactMap { Int($0).map { rows[$0] } }, window)
            if !result.isEmpty { said.append(result) }
        }
    }
}
