internal import Telemetry

/// The clock of a device whose readings are taken in the order of their own times, and what waits for it.
///
/// The device's time is what its readings say. Nothing before the watermark is expected any more: it is the least, over
/// the inputs that are not idle, of the greatest time read less the maximum delay; once all are idle it goes on with the
/// present, as the device's clock was last heard to run, less the delay. What stands at or before the watermark is
/// stepped: timers first, then readings, each at its own time.
///
/// Operators go by instants that are the device's time less a fixed offset, so they know nothing of all this, and a
/// step of the gateway's clock changes neither them nor the order of what is held. `reached` never falls: an input that
/// comes back from silence with what it kept is judged then, though its values go into the windows of their own times.
struct EventClock: Sendable {
    let plan: EventTimePlan
    /// The device's time less its instants, in milliseconds.
    private(set) var offset: Int64
    /// The device's time less the engine's `now`, in milliseconds; the wall clock's while no time was heard.
    private(set) var skew: Int64
    /// Whether a time was read since the clock was set.
    private(set) var isHeard = false
    /// When the service started last: what came before was not measured since.
    private(set) var started: Instant
    /// Something happened at this instant, and nothing after it.
    private(set) var reached: Instant
    var inputs: [InputClock]
    var held = HeldReadings()
    /// How many readings were judged later than they were measured, since the clock had gone on without them.
    var behind: Int64 = 0
    /// How many were taken out of the order early, since too many were held.
    var early: Int64 = 0

    /// Timers by the device's clock. Derived from the rest of the state, so not part of a snapshot.
    var timers = TimerQueue()
    var signalTimers: [PendingTimer]
    var ruleTimers: [PendingTimer]
    /// The entry in the engine's queue that asks for what is due next.
    var wake = PendingTimer()

    init(_ plan: EventTimePlan, signals: Int, rules: Int, now: Instant, wallOffset: Int64) {
        self.plan = plan
        offset = EventClock.bounded(wallOffset)
        skew = offset
        started = now
        reached = Instant(
            milliseconds: TimeBounds.clamp(TimeBounds.clamp(now.milliseconds) - plan.maximumDelayMilliseconds))
        inputs = plan.inputs.map { _ in InputClock() }
        signalTimers = (0..<signals).map { _ in PendingTimer() }
        ruleTimers = (0..<rules).map { _ in PendingTimer() }
    }

    /// Differences of clocks beyond a million years are kept at that: sums of them never overflow.
    static let greatestDifference: Int64 = 1 << 55

    private static func bounded(_ difference: Int64) -> Int64 {
        min(max(difference, -greatestDifference), greatestDifference)
    }

    // MARK: Times

    /// The device's time at one of its instants.
    func wall(_ instant: Instant) -> Timestamp { Timestamp(milliseconds: instant.milliseconds &+ offset) }

    func instant(_ time: Timestamp) -> Instant { Instant(milliseconds: time.milliseconds &- offset) }

    /// What the device's clock shows at the engine's `now`: the time of what comes without one.
    func reading(at now: Instant) -> Timestamp {
        Timestamp(milliseconds: TimeBounds.clamp(now.milliseconds) + skew)
    }

    /// No reading before it is expected any more.
    func watermark(at now: Instant) -> Timestamp {
        var least: Int64?
        var leastBehind: Int64?
        for (input, settings) in zip(inputs, plan.inputs) {
            guard let settings, !input.isIdle(now: now, settings), let limit = input.limit(settings) else { continue }
            // One that the clock has gone on without holds up no other.
            if limit < wall(reached).milliseconds {
                leastBehind = min(leastBehind ?? limit, limit)
            } else {
                least = min(least ?? limit, limit)
            }
        }
        if let limit = least ?? leastBehind { return Timestamp(milliseconds: limit) }
        return Timestamp(milliseconds: reading(at: now).milliseconds - plan.maximumDelayMilliseconds)
    }

    /// The instant of what happens at `now` and not in the course of the readings.
    func present(at now: Instant) -> Instant { max(reached, instant(watermark(at: now))) }

    /// The instant from which silence counts: what may still come of the time before is no silence.
    func beginning(at now: Instant) -> Instant {
        max(reached, instant(Timestamp(milliseconds: reading(at: now).milliseconds - plan.maximumDelayMilliseconds)))
    }

    /// Something happens at this instant.
    mutating func reach(_ instant: Instant) { reached = max(reached, instant) }

    // MARK: What a reading says

    enum Trust: Sendable {
        case trusted
        /// The device's clock was set: times read before say nothing about it.
        case set
        /// It says nothing; the reading counts at its arrival.
        case none
    }

    /// What a device's time is worth.
    ///
    /// - Parameter wall: the gateway's, if it is known; else times can only be compared among themselves.
    func trust(_ time: Timestamp, now: Instant, wall: Timestamp?) -> Trust {
        guard time.milliseconds.magnitude <= UInt64(TimeBounds.longest) else { return .none }
        if let wall { return DeviceTrust.isNear(time, wall) ? .trusted : .none }
        let leap = time.milliseconds - reading(at: now).milliseconds
        return leap.magnitude <= UInt64(DeviceTrust.pastMilliseconds) ? .trusted : .set
    }

    /// Takes a trusted time of an input.
    ///
    /// - Returns: false where it is too late.
    mutating func admit(_ time: Timestamp, input: Int, now: Instant) -> Bool {
        guard let settings = plan.inputs[input] else { return true }
        inputs[input].lastArrival = Instant(milliseconds: TimeBounds.clamp(now.milliseconds))
        if let limit = inputs[input].limit(settings), time.milliseconds < limit {
            inputs[input].late += 1
            return false
        }
        let greatest = inputs.lazy.compactMap(\.greatest).max()
        if greatest.map({ time > $0 }) ?? true {
            // The least delayed reading tells best what the clock shows; one that seems delayed by more than may be tells
            // that the clock was set back, or runs slow.
            let told = time.milliseconds - TimeBounds.clamp(now.milliseconds)
            if !isHeard || told > skew || skew - told > settings.maximumDelayMilliseconds { skew = told }
            isHeard = true
        }
        inputs[input].greatest = max(inputs[input].greatest ?? time, time)
        return true
    }

    // MARK: What comes next

    /// The next timer or reading, by the device's time; of two at one time the timer is first.
    enum Next: Sendable {
        case timer, reading
    }

    func next(through limit: Timestamp) -> Next? {
        let timer = timers.first.map { wall($0.due) }
        if let time = held.firstTime, time <= limit {
            return timer.map { $0 <= time } ?? false ? .timer : .reading
        }
        return timer.map { $0 <= limit } ?? false ? .timer : nil
    }

    /// When the engine has to look again if nothing comes; perhaps too early. Nil while nothing waits.
    func nextWake(at now: Instant) -> Instant? {
        let waiting = [timers.first.map { wall($0.due) }, held.firstTime].compactMap(\.self).min()
        guard let time = waiting else { return nil }
        if watermark(at: now) >= time { return now }
        var wake: Instant?
        for (input, settings) in zip(inputs, plan.inputs) {
            guard let settings, !input.isIdle(now: now, settings), let limit = input.limit(settings),
                limit < time.milliseconds
            else { continue }
            let idle = input.idleFrom(settings)
            wake = wake.map { min($0, idle) } ?? idle
        }
        return wake
            ?? Instant(milliseconds: TimeBounds.clamp(time.milliseconds) - skew + plan.maximumDelayMilliseconds)
    }

    /// The time of the first held reading where more are held than may be.
    var overfull: Timestamp? { held.count > plan.maximumHeld ? held.firstTime : nil }

    // MARK: Clocks that are set

    /// Goes on where a snapshot was made.
    mutating func resume(offset: Int64, skew: Int64, isHeard: Bool, reached: Instant, started: Instant) {
        self.started = started
        self.offset = offset
        self.skew = skew
        self.isHeard = isHeard
        self.reached = reached
    }

    /// The service starts with another wall clock less `now` than when it ended: the device's clock went on meanwhile.
    mutating func resume(now: Instant, difference: Int64) {
        started = now
        guard isHeard else { return }
        skew = EventClock.bounded(skew &+ difference)
        for index in inputs.indices where inputs[index].greatest != nil {
            // Not listening is no silence.
            inputs[index].lastArrival = Instant(milliseconds: TimeBounds.clamp(now.milliseconds))
        }
    }

    /// The device's clock shows another time from now on. Its instants go on as they were, so nothing that is timed is
    /// cut short or lasts longer. What is held has to be stepped before.
    mutating func set(skew new: Int64) {
        offset = EventClock.bounded(offset &+ (new &- skew))
        skew = EventClock.bounded(new)
        isHeard = false
        for index in inputs.indices { inputs[index].greatest = nil }
    }
}
