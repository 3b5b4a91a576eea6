public import Telemetry

extension PatternMatcher {
    /// Time has come to `now` with nothing else to say: what was due at or before it happens, in the order in which it
    /// was due. How often this is called changes nothing.
    public mutating func advance(to now: Instant, into matches: inout [PatternMatch]) {
        while let due = nextDeadline, due <= now { pass(due, into: &matches) }
    }

    private mutating func pass(_ instant: Instant, into matches: inout [PatternMatch]) {
        scratch.next.removeAll(keepingCapacity: true)
        for index in partials.indices { passTime(partials[index], at: instant, isRoot: false) }
        if let root, !program.hasPlainStart { passTime(root, at: instant, isRoot: true) }
        finish(now: instant, into: &matches)
    }

    /// When time alone will change a partial match.
    func due(_ partial: PartialMatch) -> Instant? {
        var earliest = partial.deadline(settings)
        let ways = program.nodes[partial.node].ways
        for index in ways where partial.open & 1 << UInt64(index - ways.lowerBound) != 0 {
            guard program.ways[index].target >= 0 else { continue }
            let due: Instant?
            switch program.leaves[program.ways[index].target] {
            case .event: continue
            case .absence(_, let milliseconds, _): due = partial.since.advanced(by: milliseconds)
            case .logical(let operands, _): due = self.due(partial, operands, index - ways.lowerBound)
            }
            if let due { earliest = min(due, earliest ?? due) }
        }
        return earliest
    }

    private mutating func passTime(_ partial: PartialMatch, at instant: Instant, isRoot: Bool) {
        guard let due = due(partial), due <= instant else {
            if !isRoot { scratch.next.append(partial) }
            return
        }
        if let deadline = partial.deadline(settings), deadline <= instant {
            expire(partial, at: instant, isRoot: isRoot)
            return
        }
        var rest = partial
        var hasAdvanced = false
        let ways = program.nodes[partial.node].ways
        for index in ways where partial.open & 1 << UInt64(index - ways.lowerBound) != 0 {
            let position = index - ways.lowerBound
            let way = program.ways[index]
            guard way.target >= 0 else { continue }
            switch program.leaves[way.target] {
            case .event: continue
            case .absence(_, let milliseconds, _):
                guard partial.since.advanced(by: milliseconds) <= instant else { continue }
                hasAdvanced = true
                advance(partial, from: partial, along: way, at: instant)
                if way.every { rest.since = instant } else { rest.close(position) }
            case .logical(let operands, let isAll):
                guard let (progress, isComplete) = passTime(partial, operands, isAll: isAll, position, at: instant)
                else { continue }
                guard isComplete else {
                    rest.keep(progress)
                    continue
                }
                hasAdvanced = true
                advance(partial, from: partial, along: way, at: instant)
                rest.close(position)
                if way.every, !isRoot { scratch.next.append(begunAnew(partial, position, at: instant)) }
            }
        }
        if !isRoot {
            if rest.open != 0 { scratch.next.append(rest) }
        } else if hasAdvanced {
            root = nil
            if program.arming == .always { arm(now: instant) }
        } else {
            root = rest
        }
    }

    /// `within` is over: nothing forbidden came after the last step, or the partial match was too slow.
    private mutating func expire(_ partial: PartialMatch, at instant: Instant, isRoot: Bool) {
        let ways = program.nodes[partial.node].ways
        let hasEnd = ways.contains {
            program.ways[$0].target < 0 && partial.open & 1 << UInt64($0 - ways.lowerBound) != 0
        }
        if hasEnd { complete(partial, at: instant) } else { counters.expired &+= 1 }
        guard isRoot else { return }
        root = nil
        if program.arming == .always { arm(now: instant) }
    }
}
