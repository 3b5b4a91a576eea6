internal import Telemetry

/// A reading that waits for those before it.
struct HeldReading: Sendable {
    /// By the device's clock.
    var time = Timestamp(milliseconds: 0)
    /// When it came.
    var arrival = Instant(milliseconds: 0)
    var reading = Reading()
}

/// Readings in the order of their times, and of their arrival where these are the same. Places are used again, with the
/// room that their values need: in the steady state nothing is allocated.
struct HeldReadings: Sendable {
    private var places: [HeldReading] = []
    private var free: [Int] = []
    /// Places in order, from `head` on; what is before it has been taken.
    private var order: [Int] = []
    private var head = 0

    var count: Int { order.count - head }

    /// The time of the first one; nil while there is none.
    var firstTime: Timestamp? { head < order.count ? places[order[head]].time : nil }

    var lastTime: Timestamp? { head < order.count ? places[order[order.count - 1]].time : nil }

    mutating func insert(_ reading: borrowing Reading, time: Timestamp, arrival: Instant) {
        let place: Int
        if let former = free.popLast() {
            place = former
        } else {
            place = places.count
            places.append(HeldReading())
        }
        places[place].time = time
        places[place].arrival = arrival
        places[place].reading.assign(reading)
        var index = order.count
        while index > head, places[order[index - 1]].time > time { index -= 1 }
        order.insert(place, at: index)
    }

    /// Takes the first one into `released`, whose room is kept for another.
    mutating func takeFirst(into released: inout HeldReading) {
        precondition(head < order.count)
        let place = order[head]
        swap(&places[place], &released)
        free.append(place)
        head += 1
        if head == order.count {
            order.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head > order.count / 2 {
            order.removeFirst(head)
            head = 0
        }
    }

    /// The latest arrival of a held value of the signal that may be one.
    func arrival(ofSignal signal: Int, _ plan: SignalPlan) -> Instant? {
        var latest: Instant?
        for place in order[head...] {
            let held = places[place]
            guard latest.map({ held.arrival > $0 }) ?? true else { continue }
            let isHeard = held.reading.values.contains { entry in
                entry.signal == signal && entry.value.map(plan.isPlausible) ?? false
            }
            if isHeard { latest = held.arrival }
        }
        return latest
    }

    /// Each in order.
    func forEach(_ body: (HeldReading) -> Void) {
        for place in order[head...] { body(places[place]) }
    }
}

extension Reading {
    /// Becomes the same as another, in the room that it has.
    fileprivate mutating func assign(_ other: borrowing Reading) {
        input = other.input
        time = other.time
        isRetained = other.isRetained
        content = other.content
        values.removeAll(keepingCapacity: true)
        for entry in other.values { values.append(entry) }
    }
}

extension SignalPlan {
    /// Whether a value may be one of the signal, as far as it can be said before its turn has come.
    fileprivate func isPlausible(_ value: Value) -> Bool {
        guard case .number(let raw) = value else { return true }
        let number = raw * (filter?.scale ?? 1) + (filter?.offset ?? 0)
        return number.isFinite && (filter?.valid ?? valid)?.contains(number) ?? true
    }
}
