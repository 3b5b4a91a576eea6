internal import Telemetry

/// Entries of the queues may come due too early, since one that stands serves for any later instant, and which stand is no
/// part of a snapshot. So an entry counts only where its owner's own deadline is not after it: nothing is served out of
/// turn where the clock is ahead of what is due.
extension DeviceState {
    /// Uses an entry up; its owner waits on where it comes too early.
    ///
    /// - Parameter isLogical: whether it is one of the device's own clock.
    /// - Returns: whether its owner is to be served.
    mutating func isDue(
        _ entry: TimerQueue.Entry, isLogical: Bool, _ template: Template, _ pass: inout Pass
    ) -> Bool {
        guard takeTimer(entry, isLogical: isLogical) else { return false }
        if entry.owner == .schedule { return true }
        guard let due = deadline(of: entry, isLogical: isLogical, template, pass) else { return false }
        guard due > entry.due else { return true }
        let index = Int(entry.index)
        if isLogical {
            waitLogically(until: due, for: entry.owner, index: index, &pass)
        } else {
            wait(until: due, for: entry.owner, index: index, &pass)
        }
        return false
    }

    /// Whether the entry is the one of its owner that counts.
    private mutating func takeTimer(_ entry: TimerQueue.Entry, isLogical: Bool) -> Bool {
        let index = Int(entry.index)
        return switch entry.owner {
        case .schedule: scheduleTimers[index].take(entry.due)
        case .signal where isLogical: eventClock?.signalTimers[index].take(entry.due) ?? false
        case .signal: signals[index].timer.take(entry.due)
        case .rule where isLogical: eventClock?.ruleTimers[index].take(entry.due) ?? false
        case .rule: rules[index].timer.take(entry.due)
        case .operator: operatorTimers[index].take(entry.due)
        case .actuator: actuators[index].timer.take(entry.due)
        case .summary: summaries[index].timer.take(entry.due)
        case .score: scores[index].timer.take(entry.due)
        case .group, .eventTime: false
        }
    }

    /// When the entry's owner wants to be asked; nil when it waits for nothing any more.
    private mutating func deadline(
        of entry: TimerQueue.Entry, isLogical: Bool, _ template: Template, _ pass: borrowing Pass
    ) -> Instant? {
        let index = Int(entry.index)
        return switch entry.owner {
        case .signal: deadline(signal: index, isLogical: isLogical, template)
        case .rule: deadline(rule: index, template.rules[index], isLogical: isLogical)
        case .operator:
            // The first that does not lie before the entry.
            deadline(operator: index, template.operators[index], now: entry.due.advanced(by: -1))
        case .actuator: actuators[index].deadline
        case .summary: summaries[index].windows.deadline().map { instant($0, pass) }
        case .score: scores[index].due
        case .schedule, .group, .eventTime: nil
        }
    }

    private func deadline(signal: Int, isLogical: Bool, _ template: Template) -> Instant? {
        let stuck =
            isLogical || eventClock == nil
            ? template.signals[signal].stuckSlot.flatMap { _ in signals[signal].filter?.nextDeadline } : nil
        let stale =
            isLogical
            ? nil
            : template.signals[signal].staleMilliseconds.flatMap { milliseconds in
                heard(signal: signal, template)?.advanced(by: milliseconds)
            }
        return Instant.earlier(stuck, stale)
    }

    private mutating func deadline(rule index: Int, _ rule: RulePlan, isLogical: Bool) -> Instant? {
        if case .pattern = rule.trigger { rules[index].patterns[0].correctDeadline() }
        let due = isLogical || eventClock == nil || rule.isByArrival ? rules[index].deadline(rule) : nil
        let end = isLogical ? nil : rules[index].leaseEnd
        return Instant.earlier(due, end)
    }
}
