internal import Telemetry

extension EventClock {
    func write(to bytes: inout ByteWriter) {
        bytes.signed(offset)
        bytes.signed(skew)
        bytes.bool(isHeard)
        bytes.signed(reached.milliseconds)
        bytes.signed(started.milliseconds)
        bytes.signed(behind)
        bytes.signed(early)
        bytes.count(inputs.count)
        for input in inputs {
            bytes.optionalSigned(input.greatest?.milliseconds)
            bytes.signed(input.lastArrival.milliseconds)
            bytes.signed(input.late)
        }
        bytes.count(held.count)
        held.forEach { held in
            bytes.signed(held.time.milliseconds)
            bytes.signed(held.arrival.milliseconds)
            held.reading.write(to: &bytes)
        }
    }

    /// - Parameter former: leads to the inputs and signals there are now; what is held of others is let go of.
    mutating func read(from bytes: inout ByteReader, former: FormerTemplate) throws(MalformedBytes) {
        let offset = try bytes.difference()
        let skew = try bytes.difference()
        let isHeard = try bytes.bool()
        let reached = Instant(milliseconds: try bytes.time())
        let started = Instant(milliseconds: try bytes.signed())
        guard reached.milliseconds <= EventClock.greatestDifference else { throw bytes.malformed }
        resume(offset: offset, skew: skew, isHeard: isHeard, reached: reached, started: started)
        behind = try bytes.nonNegative()
        early = try bytes.nonNegative()
        guard try bytes.count() == former.inputs.count else { throw bytes.malformed }
        for place in former.inputs {
            var input = InputClock()
            if let time = try bytes.optional() {
                guard time.magnitude <= UInt64(TimeBounds.longest) else { throw bytes.malformed }
                input.greatest = Timestamp(milliseconds: time)
            }
            input.lastArrival = Instant(milliseconds: try bytes.time())
            input.late = try bytes.nonNegative()
            if let place, plan.inputs[place] != nil { inputs[place] = input }
        }
        for _ in 0..<(try bytes.count()) {
            let time = Timestamp(milliseconds: try bytes.time())
            let arrival = Instant(milliseconds: try bytes.time())
            let reading = former.translate(try Reading(from: &bytes))
            if let reading { held.insert(reading, time: time, arrival: arrival) }
        }
    }
}

extension EventClock {
    /// What was held, in order, of a device that has no clock of its own any more.
    static func heldReadings(
        from bytes: inout ByteReader, former: FormerTemplate, inputs: Int
    ) throws(MalformedBytes) -> [Reading] {
        let settings = EventTimeSettings(maximumDelayMilliseconds: 0)
        var clock = EventClock(
            EventTimePlan(inputs: [EventTimeSettings?](repeating: settings, count: inputs)), signals: 0, rules: 0,
            now: Instant(milliseconds: 0), wallOffset: 0)
        try clock.read(from: &bytes, former: former)
        var readings: [Reading] = []
        clock.held.forEach { readings.append($0.reading) }
        return readings
    }
}

extension FormerTemplate {
    /// A reading in the indices of the present plan; nil where its input is no more.
    fileprivate func translate(_ reading: Reading) -> Reading? {
        guard reading.input < inputs.count, let input = inputs[reading.input] else { return nil }
        var result = reading
        result.input = input
        result.values = reading.values.compactMap { entry in
            guard entry.signal < signals.count, let signal = signals[entry.signal] else { return nil }
            return Reading.Entry(signal: signal, value: entry.value)
        }
        return result
    }
}

extension ByteReader {
    fileprivate mutating func difference() throws(MalformedBytes) -> Int64 {
        let difference = try signed()
        guard difference.magnitude <= UInt64(EventClock.greatestDifference) else { throw malformed }
        return difference
    }
}
