internal import Expressions
internal import Telemetry

/// `all` and `either`.
extension PatternMatcher {
    enum LogicalOutcome {
        /// The event says nothing to it, and it may be passed over.
        case waits(LogicalProgress)
        /// The event says nothing to it.
        case passedOver
        /// It can't be complete any more.
        case ended
        /// An operand has taken the event.
        case grown(PartialMatch)
        case complete(PartialMatch)
    }

    mutating func reactLogical(
        _ partial: PartialMatch, _ operands: Range<Int>, isAll: Bool, _ position: Int, _ event: EventInHand,
        _ holds: (Int, Captures) -> Bool, _ values: (Int) -> [Expressions.Value]
    ) -> LogicalOutcome {
        var progress = begun(partial, position, operands)
        var grown = partial
        var hasGrown = false
        var isTimed = false
        let isLeading = program.nodes[partial.node].isLeading
        for index in operands {
            let bit: UInt32 = 1 << UInt32(index - operands.lowerBound)
            guard (progress.satisfied | progress.dead) & bit == 0 else { continue }
            switch program.operands[index] {
            case .event(let condition, let name):
                guard isAll || !hasGrown, test(condition, partial, holds) else { continue }
                guard grown.captures.entries.count < settings.maximumCaptures else {
                    counters.refusedCaptures &+= 1
                    continue
                }
                take(event, name, values, into: &grown)
                progress.satisfied |= bit
                hasGrown = true
            case .forbidden(let condition):
                if test(condition, partial, holds) { return .ended }
            case .absence(let condition, _):
                isTimed = true
                guard test(condition, partial, holds) else { continue }
                if isLeading {
                    progress.clocks[index - operands.lowerBound] = event.time
                } else if isAll {
                    return .ended
                } else {
                    progress.dead |= bit
                }
            }
        }
        if progress.dead == allBits(operands) { return .ended }
        guard hasGrown else { return isTimed ? .waits(progress) : .passedOver }
        grown.open = 1 << UInt64(position)
        grown.progress = [progress]
        grown.isFresh = false
        return isComplete(progress, operands, isAll: isAll) ? .complete(grown) : .grown(grown)
    }

    /// An operand's absence is over at `instant`.
    /// - Returns: the progress, if it changed, and whether that completes it.
    func passTime(
        _ partial: PartialMatch, _ operands: Range<Int>, isAll: Bool, _ position: Int, at instant: Instant
    ) -> (progress: LogicalProgress, isComplete: Bool)? {
        var progress = begun(partial, position, operands)
        var hasChanged = false
        for index in operands {
            let bit: UInt32 = 1 << UInt32(index - operands.lowerBound)
            guard case .absence(_, let milliseconds) = program.operands[index],
                (progress.satisfied | progress.dead) & bit == 0,
                progress.clocks[index - operands.lowerBound].advanced(by: milliseconds) <= instant
            else { continue }
            progress.satisfied |= bit
            hasChanged = true
        }
        return hasChanged ? (progress, isComplete(progress, operands, isAll: isAll)) : nil
    }

    /// When the next operand's absence is over.
    func due(_ partial: PartialMatch, _ operands: Range<Int>, _ position: Int) -> Instant? {
        let progress = partial.progress(of: position)
        var earliest: Instant?
        for index in operands {
            guard case .absence(_, let milliseconds) = program.operands[index] else { continue }
            let bit: UInt32 = 1 << UInt32(index - operands.lowerBound)
            if let progress, (progress.satisfied | progress.dead) & bit != 0 { continue }
            let clock = progress?.clocks[index - operands.lowerBound] ?? partial.since
            let due = clock.advanced(by: milliseconds)
            earliest = min(due, earliest ?? due)
        }
        return earliest
    }

    private func begun(_ partial: PartialMatch, _ position: Int, _ operands: Range<Int>) -> LogicalProgress {
        partial.progress(of: position)
            ?? LogicalProgress(
                way: position, mark: partial.captures.entries.count, since: partial.since, operands: operands.count)
    }

    private func allBits(_ operands: Range<Int>) -> UInt32 {
        operands.count == 32 ? .max : 1 << UInt32(operands.count) - 1
    }

    private func isComplete(_ progress: LogicalProgress, _ operands: Range<Int>, isAll: Bool) -> Bool {
        guard isAll else { return progress.satisfied != 0 }
        for index in operands {
            if case .forbidden = program.operands[index] { continue }
            if progress.satisfied & 1 << UInt32(index - operands.lowerBound) == 0 { return false }
        }
        return true
    }
}
