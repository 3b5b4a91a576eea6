/// Deadlines are bounded by what may have one: each schedule, signal, function, rule, actuator and summary of a device,
/// and each group. The queue also holds entries that count no more, but never many more than others.
extension Engine {
    /// How many deadlines may wait at a time.
    public var timerCount: Int { timerOwners }

    /// How many deadlines wait, those included that count no more.
    public var waitingTimers: Int { pass.timers.count }

    /// Whether a device of the template leaves the deadlines within their limit.
    func hasTimers(for template: Int) -> Bool {
        timerOwners + plan.templates[template].timerOwners <= plan.timerLimit
    }

    /// Lets go of entries that count no more once they are most of the queue, so that on average it costs each nothing.
    mutating func sweepTimers() {
        guard pass.timers.count > 2 * timerOwners + Engine.spareTimers else { return }
        // Out of the state while it is looked at.
        var timers = TimerQueue()
        swap(&timers, &pass.timers)
        timers.keep { counts($0) }
        swap(&timers, &pass.timers)
    }

    private static let spareTimers = 1024

    private func counts(_ entry: TimerQueue.Entry) -> Bool {
        let index = Int(entry.index)
        let device = Int(entry.device)
        let due =
            switch entry.owner {
            case .schedule: devices[device].scheduleTimers[index].due
            case .signal: devices[device].signals[index].timer.due
            case .operator: devices[device].operatorTimers[index].due
            case .rule: devices[device].rules[index].timer.due
            case .actuator: devices[device].actuators[index].timer.due
            case .group: pass.groupTimers[index].due
            case .summary: devices[device].summaries[index].timer.due
            case .score: devices[device].scores[index].timer.due
            }
        return due == entry.due
    }
}

extension Template {
    /// What of a device may wait for a time, each for one.
    public var timerOwners: Int {
        schedules.count + signals.count + operators.count + rules.count + actuators.count + summaries.count
            + scores.count
    }
}
