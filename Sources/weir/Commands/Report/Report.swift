internal import Telemetry

/// What a page shows of one device: what was measured, what came of it, and when it was alarming.
struct Report {
    /// Values over time; the times rise.
    struct Series {
        let name: String
        /// What is drawn as a line across: a score's alarm begins at 1.
        let limit: Double?
        private(set) var points: [(time: Int64, value: Double)] = []

        init(name: String, limit: Double?) {
            self.name = name
            self.limit = limit
        }

        mutating func add(_ value: Double, at time: Int64) {
            guard value.isFinite else { return }
            points.append((time, value))
        }
    }

    /// From when to when something was alarming; without an end it still is.
    struct Alarm {
        let name: String
        let severity: String
        let message: String
        let from: Int64
        var to: Int64?
    }

    let title: String
    /// Where it is from, for the reader.
    let origin: String
    var series: [Series] = []
    var alarms: [Alarm] = []
    private(set) var from = Int64.max
    private(set) var to = Int64.min

    init(title: String, origin: String) {
        self.title = title
        self.origin = origin
    }

    mutating func extend(to time: Int64) {
        from = min(from, time)
        to = max(to, time)
    }

    mutating func raise(_ alarm: Alarm) {
        alarms.append(alarm)
    }

    mutating func clear(_ name: String, at time: Int64) {
        guard let index = alarms.lastIndex(where: { $0.name == name && $0.to == nil }) else { return }
        alarms[index].to = time
    }
}
