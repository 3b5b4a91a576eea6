internal import Telemetry

extension PatternMatcher {
    /// Tells the matches that are complete, and ends what the skip says.
    mutating func settle(now: Instant, into matches: inout [PatternMatch]) {
        orderCompleted()
        if settings.skip == .none {
            matches.append(contentsOf: scratch.completed)
            scratch.completed.removeAll(keepingCapacity: true)
            return
        }
        guard !scratch.completed.isEmpty || !held.isEmpty else { return }
        for match in scratch.completed {
            let index = held.firstIndex { $0.start > match.start } ?? held.count
            held.insert(match, at: index)
        }
        scratch.completed.removeAll(keepingCapacity: true)
        while let first = held.first, isTold(first) {
            held.removeFirst()
            var told = first
            told.due = now
            matches.append(told)
            prune(told)
        }
        // Held matches are partial matches to whoever counts.
        if held.count > settings.maximumPartialMatches {
            let excess = held.count - settings.maximumPartialMatches
            held.removeFirst(excess)
            counters.droppedPartialMatches &+= UInt64(excess)
        }
    }

    /// By insertion: they nearly always are in order, and those that are equal must stay as they are.
    private mutating func orderCompleted() {
        for index in scratch.completed.indices.dropFirst() {
            var place = index
            while place > 0, scratch.completed[place].comesBefore(scratch.completed[place - 1]) {
                scratch.completed.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    private func isTold(_ match: PatternMatch) -> Bool {
        settings.reporting == .atOnce || (partials.first?.start ?? .max) >= match.start
    }

    private mutating func prune(_ match: PatternMatch) {
        guard let bound = bound(of: match) else { return }
        partials.removeAll { $0.start < bound }
        held.removeAll { $0.start < bound }
        if let root, !root.captures.entries.isEmpty, root.start < bound {
            self.root = nil
            if program.arming == .always { arm(now: match.due) }
        }
    }

    /// Partial matches that began with an event of a lower number end.
    private func bound(of match: PatternMatch) -> UInt64? {
        switch settings.skip {
        case .none: nil
        case .toNext: match.start &+ 1
        case .pastLast: max(match.captures.last?.number ?? 0, match.start) &+ 1
        case .toFirst(let name): match.captures.first(name)?.number
        case .toLast(let name): match.captures.last(name)?.number
        }
    }
}

extension PatternMatch {
    /// Among those complete at one instant: by start, then by whose events came earlier; a longer run before a shorter.
    fileprivate func comesBefore(_ other: PatternMatch) -> Bool {
        if start != other.start { return start < other.start }
        for (own, their) in zip(captures.entries, other.captures.entries) where own.event.number != their.event.number {
            return own.event.number < their.event.number
        }
        return captures.entries.count > other.captures.entries.count
    }
}
