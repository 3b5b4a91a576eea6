internal import Decoding
internal import Telemetry

/// What was wrong with single records of a message.
struct RecordFlaws {
    private var refusals = [Int](repeating: 0, count: RejectReason.allCases.count)
    private var timeFlaws = [Int](repeating: 0, count: TimeFlaw.allCases.count)
    private var lastRefusal: RejectReason?
    private(set) var isClean = true

    mutating func reset() {
        guard !isClean else { return }
        for index in refusals.indices { refusals[index] = 0 }
        for index in timeFlaws.indices { timeFlaws[index] = 0 }
        lastRefusal = nil
        isClean = true
    }

    mutating func count(_ flaw: TimeFlaw) {
        timeFlaws[Int(flaw.rawValue)] += 1
        isClean = false
    }

    /// Always nil: what is left of the record.
    mutating func refuse(_ reason: RejectReason) -> Int? {
        refusals[Int(reason.rawValue)] += 1
        lastRefusal = reason
        isClean = false
        return nil
    }

    /// When no record was taken the message was not, for the reason of the last; it is counted once then.
    mutating func takeOver() -> RejectReason? {
        let reason = lastRefusal
        if let reason { refusals[Int(reason.rawValue)] -= 1 }
        return reason
    }

    func forEachRefusal(_ body: (RejectReason, Int) -> Void) {
        for reason in RejectReason.allCases where refusals[Int(reason.rawValue)] > 0 {
            body(reason, refusals[Int(reason.rawValue)])
        }
    }

    func forEachTimeFlaw(_ body: (TimeFlaw, Int) -> Void) {
        for flaw in TimeFlaw.allCases where timeFlaws[Int(flaw.rawValue)] > 0 {
            body(flaw, timeFlaws[Int(flaw.rawValue)])
        }
    }
}
