internal import Telemetry

/// A half-open window of wall-clock time aligned to the epoch: start = t - floorMod(t, size).
struct TumblingWindow: Sendable, Equatable {
    var start: Int64
    var end: Int64

    init(containing time: Timestamp, size: Int64) {
        let remainder = time.milliseconds % size
        start = time.milliseconds - (remainder < 0 ? remainder + size : remainder)
        end = start + size
    }

    init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    func contains(_ time: Timestamp) -> Bool {
        start <= time.milliseconds && time.milliseconds < end
    }
}
