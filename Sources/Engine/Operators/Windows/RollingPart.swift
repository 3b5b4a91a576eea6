internal import Scoring

/// A summary of consecutive samples that another one of later samples can be joined to.
protocol RollingPart: Sendable, Equatable {
    init()
    mutating func add(_ number: Double, at time: Int64)
    mutating func merge(_ later: Self)
}

extension CompensatedSum: RollingPart {
    mutating func add(_ number: Double, at time: Int64) { add(number) }
}

extension RunningStatistics: RollingPart {
    mutating func add(_ number: Double, at time: Int64) { add(number) }
}

extension Trend: RollingPart {}

extension Course: RollingPart {}

/// The least and the greatest of some numbers.
struct Extremes: RollingPart {
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity

    mutating func add(_ number: Double, at time: Int64) {
        minimum = min(minimum, number)
        maximum = max(maximum, number)
    }

    mutating func merge(_ later: Extremes) {
        minimum = min(minimum, later.minimum)
        maximum = max(maximum, later.maximum)
    }
}

/// The summary of a queue of samples, without ever subtracting one: a queue of two stacks. The older samples have a
/// summary of themselves and all that follow in their stack, the newer ones one summary together; when the older ones are
/// used up, the newer ones become older. So every sample is added twice in its life, whatever the length.
struct TwoStacks<Part: RollingPart>: Sendable, Equatable {
    /// Of the older samples, each with all that follow; the oldest is last.
    private var front: [Part] = []
    private var back = Part()

    mutating func add(_ sample: TimedNumber) {
        back.add(sample.number, at: sample.time)
    }

    mutating func removeOldest() {
        front.removeLast()
    }

    /// All samples become older ones.
    mutating func turn(_ samples: ArraySlice<TimedNumber>) {
        front.removeAll(keepingCapacity: true)
        back = Part()
        for sample in samples.reversed() {
            var part = Part()
            part.add(sample.number, at: sample.time)
            if let rest = front.last { part.merge(rest) }
            front.append(part)
        }
    }

    var whole: Part {
        guard var whole = front.last else { return back }
        whole.merge(back)
        return whole
    }
}
