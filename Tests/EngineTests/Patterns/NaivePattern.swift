import Engine

/// A pattern's meaning, written as slowly and plainly as possible: every way to write the pattern out as a plain list of
/// items is tried against every choice of events. Knows no absence at the start, no `all`, `either` or `every`.
struct NaivePattern {
    struct Event {
        var time: Int64
        /// 0 to 3.
        var type: Int
    }

    struct Match: Equatable {
        var events: [Int]
        var due: Int64
        /// 0 when time completed it; otherwise 1 and more, by the event that did.
        var phase: Int
    }

    private enum Item {
        case event(condition: Int, contiguity: PatternStep.Contiguity, until: [Int])
        case absence(condition: Int, milliseconds: Int64)
        case not(condition: Int, directly: Bool)
        /// A step that was left out, or may come again and does not: if greedy, it would have taken its events.
        case leftOut
        case greedy(condition: Int, contiguity: PatternStep.Contiguity, until: [Int])
    }

    let settings: PatternSettings
    let events: [Event]
    let end: Int64
    let holds: (_ condition: Int, _ event: Int, _ captured: [Int]) -> Bool

    // MARK: Matches, after the skip

    /// The events of the matches, in the order in which they are told.
    func told() -> [Match] {
        let matches = all().sorted { left, right in
            if left.due != right.due { return left.due < right.due }
            if left.phase != right.phase { return left.phase < right.phase }
            for (one, other) in zip(left.events, right.events) where one != other { return one < other }
            return left.events.count > right.events.count
        }
        var told: [Match] = []
        for match in matches {
            let isGone = told.contains { earlier in
                switch settings.skip {
                case .toNext: match.events[0] <= earlier.events[0]
                case .pastLast: match.events[0] <= earlier.events.last!
                default: false
                }
            }
            if !isGone { told.append(match) }
        }
        return told
    }

    private func all() -> [Match] {
        lists(settings.steps, until: []).flatMap { list -> [Match] in
            var found: [Match] = []
            search(list[...], [], next: 0, since: 0, &found)
            return found
        }
    }

    // MARK: Writing the pattern out

    private func lists(_ steps: [PatternStep], until: [Int]) -> [[Item]] {
        var lists: [[Item]] = [[]]
        for step in steps {
            let choices = self.lists(step, until: until)
            lists = lists.flatMap { list in choices.map { list + $0 } }.filter { isPossible($0) }
        }
        return lists
    }

    /// No list needs more events than there are.
    private func isPossible(_ list: [Item]) -> Bool {
        list.count { if case .event = $0 { true } else { false } } <= events.count
    }

    private func lists(_ step: PatternStep, until: [Int]) -> [[Item]] {
        if case .forbidden(let condition, let directly) = step.kind {
            return [[.not(condition: condition, directly: directly)]]
        }
        let until = until + (step.until.map { [$0] } ?? [])
        var result: [[Item]] = []
        if step.isOptional || mayBeEmpty(step) { result.append([.leftOut] + greedy(step, step.contiguity, until)) }
        let most = min(step.times.maximum ?? events.count, max(events.count, step.times.minimum))
        for rounds in step.times.minimum...max(most, step.times.minimum) {
            var lists: [[Item]] = [[]]
            for round in 0..<rounds {
                let choices = once(step, round == 0 ? step.contiguity : step.repeating, until)
                lists = lists.flatMap { list in choices.map { list + $0 } }.filter { isPossible($0) }
            }
            let mayComeAgain = rounds < step.times.maximum ?? .max
            result += lists.map { mayComeAgain ? $0 + greedy(step, step.repeating, until) : $0 }
        }
        return result
    }

    private func greedy(_ step: PatternStep, _ contiguity: PatternStep.Contiguity, _ until: [Int]) -> [Item] {
        guard step.isGreedy, case .event(let condition, _) = step.kind else { return [] }
        return [.greedy(condition: condition, contiguity: contiguity, until: until)]
    }

    private func once(_ step: PatternStep, _ contiguity: PatternStep.Contiguity, _ until: [Int]) -> [[Item]] {
        switch step.kind {
        case .event(let condition, _): return [[.event(condition: condition, contiguity: contiguity, until: until)]]
        case .absence(let condition, let milliseconds, _):
            return [[.absence(condition: condition, milliseconds: milliseconds)]]
        case .group(var steps):
            steps[0].contiguity = contiguity
            return lists(steps, until: until).filter { !isEmpty($0) }
        default: return []
        }
    }

    /// A group of which nothing is there is left out; a round of it has something.
    private func mayBeEmpty(_ step: PatternStep) -> Bool {
        guard case .group(let steps) = step.kind else { return false }
        return lists(steps, until: []).contains { isEmpty($0) }
    }

    private func isEmpty(_ list: [Item]) -> Bool {
        !list.contains {
            switch $0 {
            case .event, .absence: true
            default: false
            }
        }
    }

    // MARK: Choosing events

    private func search(
        _ items: ArraySlice<Item>, _ captured: [Int], next: Int, since: Int64, _ found: inout [Match]
    ) {
        // What stands between the last item that was complete and the next.
        var rest = items
        var nots: [(condition: Int, directly: Bool)] = []
        var trailing: [(condition: Int, directly: Bool)] = []
        var greedy: [Greedy] = []
        between: while let item = rest.first {
            switch item {
            case .not(let condition, let directly):
                nots.append((condition, directly))
                trailing.append((condition, directly))
            case .leftOut: trailing = []
            case .greedy(let condition, let contiguity, let until):
                greedy.append(Greedy(condition: condition, contiguity: contiguity, until: until, nots: nots))
            default: break between
            }
            rest = rest.dropFirst()
        }
        let deadline = deadline(captured)
        /// A greedy step that has not come (again), with what is forbidden before it.
        struct Greedy {
            var condition: Int
            var contiguity: PatternStep.Contiguity
            var until: [Int]
            var nots: [(condition: Int, directly: Bool)]
        }
        /// Whether the events may be passed over, as far as what stands between is concerned.
        func arePassed(_ range: Range<Int>, _ nots: [(condition: Int, directly: Bool)]) -> Bool {
            for index in range {
                for not in nots where !not.directly && holds(not.condition, index, captured) { return false }
            }
            return true
        }
        func isDirectlyForbidden(_ nots: [(condition: Int, directly: Bool)]) -> Bool {
            guard next < events.count, !captured.isEmpty else { return false }
            return nots.contains { $0.directly && holds($0.condition, next, captured) }
        }
        /// Whether a greedy step would have taken one of the events.
        func isTakenByGreedy(_ range: Range<Int>) -> Bool {
            guard !captured.isEmpty else {
                // At the start nothing is passed over: only the very event counts.
                guard let last = range.last else { return false }
                return greedy.contains { holds($0.condition, last, captured) && !isUntil($0.until, last, captured) }
            }
            return greedy.contains { step in
                if isDirectlyForbidden(step.nots) { return false }
                for index in range {
                    if isUntil(step.until, index, captured) { return false }
                    if holds(step.condition, index, captured) { return true }
                    if step.contiguity == .strict || !arePassed(index..<index + 1, step.nots) { return false }
                }
                return false
            }
        }

        switch rest.first {
        case .event(let condition, let contiguity, let until):
            for index in next..<max(next, events.count) {
                guard events[index].time < deadline else { return }
                let gap = captured.isEmpty ? index..<index : next..<index
                let isPassedOver = gap.allSatisfy {
                    !isUntil(until, $0, captured)
                        && (contiguity == .any || contiguity == .relaxed && !holds(condition, $0, captured))
                }
                guard isPassedOver, arePassed(gap, nots) else { return }
                guard holds(condition, index, captured), !isUntil(until, index, captured),
                    !isTakenByGreedy(captured.isEmpty ? index..<index + 1 : next..<index + 1),
                    !isDirectlyForbidden(nots)
                else { continue }
                search(rest.dropFirst(), captured + [index], next: index + 1, since: events[index].time, &found)
            }
        case .absence(let condition, let milliseconds):
            let due = since + milliseconds
            guard due <= end, due < deadline else { return }
            let after = events.indices.first { $0 >= next && events[$0].time >= due } ?? events.count
            let gap = next..<max(next, after)
            guard arePassed(gap, nots), !gap.contains(where: { holds(condition, $0, captured) }),
                !isTakenByGreedy(gap), gap.isEmpty || !isDirectlyForbidden(nots)
            else { return }
            search(rest.dropFirst(), captured, next: gap.upperBound, since: due, &found)
        default:
            guard !captured.isEmpty else { return }
            guard !trailing.isEmpty else {
                let last = captured.last!
                // A timed absence may have been the last item.
                let isTimed = since > events[last].time || next > last + 1
                found.append(Match(events: captured, due: since, phase: isTimed ? 0 : last + 1))
                return
            }
            let after = events.indices.first { $0 >= next && events[$0].time >= deadline } ?? events.count
            if trailing.allSatisfy(\.directly), next < after {
                if !isDirectlyForbidden(trailing), !isTakenByGreedy(next..<next + 1) {
                    found.append(Match(events: captured, due: events[next].time, phase: next + 1))
                }
                return
            }
            guard deadline <= end, arePassed(next..<max(next, after), trailing),
                !isTakenByGreedy(next..<max(next, after)),
                after <= next || !isDirectlyForbidden(trailing)
            else { return }
            found.append(Match(events: captured, due: deadline, phase: 0))
        }
    }

    private func isUntil(_ until: [Int], _ index: Int, _ captured: [Int]) -> Bool {
        until.contains { holds($0, index, captured) }
    }

    private func deadline(_ captured: [Int]) -> Int64 {
        guard let within = settings.withinMilliseconds, let first = captured.first, let last = captured.last else {
            return .max
        }
        return events[settings.withinScope == .whole ? first : last].time + within
    }
}
