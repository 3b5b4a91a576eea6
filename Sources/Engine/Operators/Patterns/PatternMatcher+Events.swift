public import Expressions
public import Telemetry

extension PatternMatcher {
    /// Takes an event; first what was due at or before `now`.
    ///
    /// - Parameters:
    ///   - number: greater than that of any event before.
    ///   - now: not before that of any event or `advance` before.
    ///   - matches: what is found is appended.
    ///   - holds: whether the condition of this number holds for the event, given the events that the partial match has
    ///     taken. Asked at most once for a condition that is not among `capturing`; with no captures then.
    ///   - values: what to keep of the event for the step of this name. Asked only when the step takes it.
    public mutating func observe(
        _ number: UInt64, now: Instant, into matches: inout [PatternMatch],
        holds: (_ condition: Int, _ captured: Captures) -> Bool,
        values: (_ name: Int) -> [Expressions.Value] = { _ in [] }
    ) {
        advance(to: now, into: &matches)
        lastNumber = number
        for index in scratch.verdicts.indices { scratch.verdicts[index] = 0 }
        if isSilent, !endsSilence(now: now, holds) { return }
        if isUntouched(holds) { return }
        let event = EventInHand(number: number, time: now)
        scratch.next.removeAll(keepingCapacity: true)
        for index in partials.indices { react(partials[index], event, isRoot: false, holds, values) }
        if let root { react(root, event, isRoot: true, holds, values) }
        finish(now: now, into: &matches)
    }

    /// What was missed may have come: then the pattern begins anew, with this event. False where the event means nothing
    /// else to the pattern.
    private mutating func endsSilence(now: Instant, _ holds: (Int, Captures) -> Bool) -> Bool {
        if program.silences.contains(where: { holds($0, Captures()) }) {
            isSilent = false
            if partials.isEmpty, held.isEmpty { arm(now: now) }
        }
        return !partials.isEmpty
    }

    /// Whether the event leaves all as it is, which is what most events do: then nothing is built anew. Conditions asked
    /// here are not asked again.
    private mutating func isUntouched(_ holds: (Int, Captures) -> Bool) -> Bool {
        for index in partials.indices where !isUntouched(partials[index], isRoot: false, holds) { return false }
        guard let root else { return true }
        return isUntouched(root, isRoot: true, holds)
    }

    private mutating func isUntouched(
        _ partial: PartialMatch, isRoot: Bool, _ holds: (Int, Captures) -> Bool
    ) -> Bool {
        let ways = program.nodes[partial.node].ways
        for index in ways where partial.open & 1 << UInt64(index - ways.lowerBound) != 0 {
            let way = program.ways[index]
            guard way.target >= 0, isRoot || way.isSimple else { return false }
            switch program.leaves[way.target] {
            case .event(let condition, _), .absence(let condition, _, _):
                if test(condition, partial, holds) { return false }
            case .logical: return false
            }
        }
        return true
    }

    struct EventInHand {
        var number: UInt64
        var time: Instant
    }

    /// Appends to `scratch.next` what becomes of a partial match, the continued ones first.
    private mutating func react(
        _ partial: PartialMatch, _ event: EventInHand, isRoot: Bool, _ holds: (Int, Captures) -> Bool,
        _ values: (Int) -> [Expressions.Value]
    ) {
        var rest = partial
        var taken: UInt64 = 0
        let first = program.nodes[partial.node].ways.lowerBound
        for index in program.nodes[partial.node].ways {
            let position = index - first
            guard partial.open & 1 << UInt64(position) != 0 else { continue }
            let way = program.ways[index]
            // Before the start there is nothing from which on an event is forbidden, or passed over.
            let isDirectlyForbidden = !isRoot && partial.isFresh && test(way.forbiddenNext, partial, holds)
            if way.yieldsTo & taken != 0 || isDirectlyForbidden {
                rest.close(position)
                continue
            }
            guard way.target >= 0 else {
                passEnd(partial, way, position, event, &rest, holds)
                continue
            }
            if test(way.until, partial, holds) {
                if !isRoot { rest.close(position) }
                continue
            }
            let isForbidden = !isRoot && test(way.forbidden, partial, holds)
            switch program.leaves[way.target] {
            case .event(let condition, let name):
                let matches = test(condition, partial, holds)
                if matches, hasRoom(partial) {
                    taken |= 1 << UInt64(position)
                    var advanced = partial
                    take(event, name, values, into: &advanced)
                    advance(advanced, from: partial, along: way, at: event.time)
                }
                let stays = way.contiguity == .any || way.every || way.contiguity == .relaxed && !matches
                if isForbidden || !stays { rest.close(position) }
            case .absence(let condition, _, let restarts):
                if isForbidden {
                    rest.close(position)
                } else if test(condition, partial, holds) {
                    if program.nodes[partial.node].isLeading, restarts {
                        rest.since = event.time
                    } else {
                        rest.close(position)
                    }
                }
            case .logical(let operands, let isAll):
                let outcome = reactLogical(partial, operands, isAll: isAll, position, event, holds, values)
                switch outcome {
                case .ended: rest.close(position)
                case .waits(let progress):
                    rest.keep(progress)
                    if isForbidden { rest.close(position) }
                case .passedOver:
                    if isForbidden || way.contiguity == .strict { rest.close(position) }
                case .grown(let grown):
                    taken |= 1 << UInt64(position)
                    if isRoot { root = grown } else { scratch.next.append(grown) }
                    if isForbidden || way.contiguity != .any { rest.close(position) }
                case .complete(let grown):
                    taken |= 1 << UInt64(position)
                    advance(grown, from: partial, along: way, at: event.time)
                    if way.every, !isRoot {
                        scratch.next.append(begunAnew(partial, position, at: event.time))
                    }
                    if isRoot { root = nil }
                    if isForbidden || way.every || way.contiguity != .any { rest.close(position) }
                }
            }
        }
        if isRoot {
            settleRoot(rest, partial, hasTaken: taken != 0, now: event.time)
        } else if rest.open != 0 {
            rest.isFresh = false
            scratch.next.append(rest)
        }
    }

    /// Behind a `not` at the pattern's end.
    private mutating func passEnd(
        _ partial: PartialMatch, _ way: PatternProgram.Way, _ position: Int, _ event: EventInHand,
        _ rest: inout PartialMatch, _ holds: (Int, Captures) -> Bool
    ) {
        if test(way.forbidden, partial, holds) {
            rest.close(position)
        } else if way.forbidden.isEmpty {
            // Only the very next event was forbidden, and this one it was not.
            complete(partial, at: event.time)
            rest.close(position)
        }
    }

    /// What is left of the start after an event.
    private mutating func settleRoot(_ rest: PartialMatch, _ before: PartialMatch, hasTaken: Bool, now: Instant) {
        if program.hasPlainStart { return }
        guard hasTaken else {
            root = rest.open == 0 ? nil : rest
            return
        }
        // An `all` that has begun stays as it has become.
        if let root, root != before { return }
        root = nil
        if program.arming == .always { arm(now: now) }
    }

    // MARK: Steps forward

    private mutating func hasRoom(_ partial: PartialMatch) -> Bool {
        guard partial.captures.entries.count >= settings.maximumCaptures else { return true }
        counters.refusedCaptures &+= 1
        return false
    }

    func take(
        _ event: EventInHand, _ name: Int, _ values: (Int) -> [Expressions.Value], into partial: inout PartialMatch
    ) {
        if partial.captures.entries.isEmpty { partial.start = event.number }
        let reference = EventReference(number: event.number, time: event.time, values: values(name))
        partial.captures.entries.append(.init(name: name, event: reference))
    }

    /// Puts `advanced`, which went along `way`, where that leads.
    mutating func advance(
        _ advanced: PartialMatch, from partial: PartialMatch, along way: PatternProgram.Way, at instant: Instant
    ) {
        var advanced = advanced
        for mark in way.marks { advanced.counts[program.marks[mark]] = partial.captures.entries.count }
        program.apply(way.passes, to: &advanced.counts)
        if advanced.captures.entries.isEmpty { advanced.start = lastNumber }
        advanced.node = way.target + 1
        advanced.since = instant
        advanced.isFresh = true
        advanced.progress.removeAll()
        advanced.open = program.open(advanced.node, advanced.counts)
        for end in program.nodes[advanced.node].ends where program.isPossible(end, advanced.counts) {
            complete(advanced, at: instant)
        }
        if advanced.open != 0 { scratch.next.append(advanced) }
        for completion in program.nodes[advanced.node].completions
        where program.isPossible(completion.passes, advanced.counts) {
            begin(completion, after: advanced, at: instant)
        }
    }

    /// A group with `every` begins anew, with what was taken before it.
    private mutating func begin(
        _ completion: PatternProgram.Completion, after advanced: PartialMatch, at instant: Instant
    ) {
        var anew = advanced
        forget(&anew, after: advanced.counts[completion.mark])
        for loop in completion.loops { anew.counts[loop] = 0 }
        anew.node = completion.node
        anew.open = program.open(anew.node, anew.counts)
        if anew.captures.entries.isEmpty { anew.start = lastNumber }
        scratch.next.append(anew)
    }

    /// An `all` or `either` with `every` begins anew.
    func begunAnew(_ partial: PartialMatch, _ position: Int, at instant: Instant) -> PartialMatch {
        var anew = partial
        if let progress = partial.progress(of: position) {
            forget(&anew, after: progress.mark)
        }
        anew.progress.removeAll()
        anew.open = 1 << UInt64(position)
        anew.since = instant
        if anew.captures.entries.isEmpty { anew.start = lastNumber }
        return anew
    }

    /// Drops all captures after the first `count`; no mark stays beyond them.
    private func forget(_ partial: inout PartialMatch, after count: Int) {
        partial.captures.entries.removeSubrange(count...)
        for mark in program.loopCount..<program.countsLength where partial.counts[mark] > count {
            partial.counts[mark] = count
        }
    }

    mutating func complete(_ partial: PartialMatch, at instant: Instant) {
        if partial.captures.entries.isEmpty, !program.silences.isEmpty { isSilent = true }
        scratch.completed.append(PatternMatch(captures: partial.captures, due: instant, start: partial.start))
    }

    // MARK: Conditions

    mutating func test(_ condition: Int, _ partial: PartialMatch, _ holds: (Int, Captures) -> Bool) -> Bool {
        if condition < program.isCapturing.count, program.isCapturing[condition] {
            return holds(condition, partial.captures)
        }
        while scratch.verdicts.count <= condition { scratch.verdicts.append(0) }
        if scratch.verdicts[condition] == 0 { scratch.verdicts[condition] = holds(condition, Captures()) ? 2 : 1 }
        return scratch.verdicts[condition] == 2
    }

    private mutating func test(_ list: Range<Int>, _ partial: PartialMatch, _ holds: (Int, Captures) -> Bool) -> Bool {
        for index in list where test(program.conditions[index], partial, holds) { return true }
        return false
    }
}
